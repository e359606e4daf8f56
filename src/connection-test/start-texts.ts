import { text } from '../language/text.ts'

export const startTexts = {
  tooMany: text(
    'Many tests were started in a short time. Wait a little before the next one.',
    'In kurzer Zeit wurden viele Tests gestartet. Warten Sie etwas bis zum nächsten.',
  ),
  testGone: text('This connection test no longer exists.', 'Diesen Verbindungstest gibt es nicht mehr.'),
}
