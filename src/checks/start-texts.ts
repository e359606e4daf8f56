import { text } from '../language/text.ts'

export const startTexts = {
  tooMany: text(
    'The checks were started many times in a short time. Wait a little before the next run.',
    'Die Prüfungen wurden in kurzer Zeit oft gestartet. Warten Sie etwas bis zum nächsten Lauf.',
  ),
  gone: text('This run of the checks no longer exists.', 'Diesen Lauf der Prüfungen gibt es nicht mehr.'),
}
