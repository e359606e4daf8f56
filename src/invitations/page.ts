import { type Spoken, speak, type Text } from '../language/text.ts'
import type { Reader } from '../web/reader.ts'
import { showTime } from '../web/times.ts'
import type { Invitation, Invited } from './invitations.ts'
import { letter } from './letter.ts'
import { invitationTexts } from './texts.ts'

/** An open invitation in a list. */
export interface ShownInvitation {
  id: string
  mailbox: string
  words: string
}

/** The part of a server's page that is about its owner. */
export interface InvitationSection {
  t: Spoken<typeof invitationTexts>
  open: ShownInvitation[]
}

export function sectionOf(open: Invitation[], reader: Reader): InvitationSection {
  return { t: speak(texts, reader.locale), open: open.map((one) => shownInvitation(one, reader)) }
}

export interface ListPage {
  title: string
  crumbs: { href: string; label: string }[]
  rows: (ShownInvitation & { server: { name: string; href: string } })[]
}

/** A message ready to be sent, in one language. */
interface Message {
  locale: 'de' | 'en'
  title: string
  words: string
  mailto: string
}

/** The only page that ever shows the link. */
export interface MadePage {
  title: string
  /** Not `link`: every view has that already. */
  invitationLink: string
  facts: string
  messages: Message[]
  back: string
}

const texts = invitationTexts

export function shownInvitation(
  { id, mailbox, createdBy, expiresAt }: Invitation,
  reader: Reader,
): ShownInvitation {
  return {
    id,
    mailbox,
    words: texts.openUntil(mailbox, createdBy, showTime(expiresAt, reader).text)[reader.locale],
  }
}

interface Sender {
  by: string
  shop: string
  back: string
}

export function madePage(
  { mailbox, link, expiresAt }: Invited,
  { by, shop, back }: Sender,
  reader: Reader,
): MadePage {
  const until = (locale: Reader['locale']) => showTime(expiresAt, { ...reader, locale }).text
  const locales = reader.locale === 'de' ? (['de', 'en'] as const) : (['en', 'de'] as const)

  return {
    title: texts.madeTitle(mailbox)[reader.locale],
    invitationLink: link,
    facts: texts.facts(mailbox, until(reader.locale))[reader.locale],
    messages: locales.map(message),
    back,
  }

  function message(locale: Reader['locale']): Message {
    const words = letter.message({ by, shop, mailbox, link, until: until(locale) })[locale]
    const title: Text = locale === 'de' ? texts.inGerman : texts.inEnglish

    return {
      locale,
      title: title[reader.locale],
      words,
      mailto: mailtoOf(mailbox, letter.subject(shop)[locale], words),
    }
  }
}

/** Line ends as RFC 6068 (5) wants them. */
function mailtoOf(mailbox: string, subject: string, body: string): string {
  const [to, about, words] = [mailbox, subject, body.replaceAll('\n', '\r\n')].map(encodeURIComponent)

  return `mailto:${to?.replace('%40', '@')}?subject=${about}&body=${words}`
}
