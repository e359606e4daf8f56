import { text } from '../language/text.ts'

export const storageTexts = {
  secretUnreadable: text(
    'The stored secret cannot be read any more (key changed). Enter it again.',
    'Das gespeicherte Geheimnis ist nicht mehr lesbar (Schlüssel geändert). Geben Sie es neu ein.',
  ),
  receivedUnreadable: text(
    'The content of this email was sealed with a key that was given up. Look into the mailbox for it.',
    'Der Inhalt dieser E-Mail war mit einem aufgegebenen Schlüssel verschlüsselt. Suchen Sie sie im Postfach.',
  ),
  mailUnreadable: text(
    'The content of this email was sealed with a key that was given up. It cannot be sent any more.',
    'Der Inhalt dieser E-Mail war mit einem aufgegebenen Schlüssel verschlüsselt. Sie kann nicht mehr gesendet werden.',
  ),
} as const
