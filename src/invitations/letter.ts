import { text } from '../language/text.ts'

/** Written by one person to another, so it may say please; our pages do not. */
export const letter = {
  subject: (shop: string) =>
    text(`Please connect your mailbox with ${shop}`, `Bitte verbinden Sie Ihr Postfach mit ${shop}`),
  message: (facts: { by: string; shop: string; mailbox: string; link: string; until: string }) =>
    text(
      `Hello,

please connect the mailbox ${facts.mailbox} with our shop ${facts.shop}. Open this link and sign in at Microsoft with this mailbox:

${facts.link}

The link works once, until ${facts.until}. The page tells what the shop may do then. We never see your password.

${facts.by}`,
      `Guten Tag,

bitte verbinden Sie das Postfach ${facts.mailbox} mit unserem Shop ${facts.shop}. Öffnen Sie dazu diesen Link und melden Sie sich bei Microsoft mit diesem Postfach an:

${facts.link}

Der Link gilt einmal, bis ${facts.until}. Auf der Seite steht, was der Shop danach darf. Ihr Passwort sehen wir nie.

${facts.by}`,
    ),
}
