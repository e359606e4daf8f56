import { text } from '../language/text.ts'

export const rawMailTexts = {
  gone: text('There is no such email any more.', 'Diese E-Mail gibt es nicht mehr.'),
}
