import { text } from '../language/text.ts'

/** Why no mail comes, or none goes on to the shop. */
export const missingTexts = {
  noServer: text(
    'No mail is read yet: there is no incoming server.',
    'Es werden noch keine E-Mails gelesen: Es gibt keinen Posteingangsserver.',
  ),
  noneConfirmed: text(
    'No mail is read yet: no incoming server is confirmed. Test the connection; after that, reading begins.',
    'Es werden noch keine E-Mails gelesen: Kein Posteingangsserver ist bestätigt. Testen Sie die Verbindung; danach beginnt das Lesen.',
  ),
  nobodyTakes: text(
    'Nobody takes these emails over yet: there is no webhook, and no program of the shop has fetched one. They wait here and are not deleted.',
    'Noch übernimmt niemand diese E-Mails: Es gibt keinen Webhook, und kein Programm des Shops hat eine abgerufen. Sie warten hier und werden nicht gelöscht.',
  ),
  toSettings: text('Set up the hand-over', 'Übergabe einrichten'),
  toServers: text('Open Incoming servers', 'Posteingangsserver öffnen'),
}
