import { text } from '../language/text.ts'

/** What this folder's domain refuses, in words; the pages have theirs in texts.ts. */
export const refusals = {
  accountGone: text(
    'This Outlook account is no longer connected.',
    'Dieses Outlook-Konto ist nicht mehr verbunden.',
  ),
  signInGone: text('This sign-in no longer exists.', 'Diese Anmeldung gibt es nicht mehr.'),
  serverGone: text('This server no longer exists.', 'Diesen Server gibt es nicht mehr.'),
  notOutlook: text(
    'This server signs in with a password. Choose “Outlook account” first.',
    'Dieser Server meldet sich mit Passwort an. Wählen Sie zuerst „Outlook-Konto“.',
  ),
  noUsername: text(
    'Enter the mailbox as the user name first.',
    'Tragen Sie zuerst das Postfach als Benutzernamen ein.',
  ),
  usernameLocked: text(
    'This server is confirmed, so its user name cannot change. Remove the confirmation first.',
    'Dieser Server ist bestätigt, deshalb kann sich sein Benutzername nicht ändern. Heben Sie zuerst die Bestätigung auf.',
  ),
  noAddress: text(
    'The account has no email address that could be the user name.',
    'Das Konto hat keine E-Mail-Adresse, die der Benutzername sein könnte.',
  ),
} as const
