import { text } from '../language/text.ts'

export const storageTexts = {
  secretUnreadable: text(
    'The stored secret cannot be read any more (key changed). Enter it again.',
    'Das gespeicherte Geheimnis ist nicht mehr lesbar (Schlüssel geändert). Geben Sie es neu ein.',
  ),
} as const
