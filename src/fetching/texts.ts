import { text } from '../language/text.ts'

export const fetchingTexts = {
  serverGone: text('This server no longer exists.', 'Diesen Server gibt es nicht mehr.'),
}
