import { text } from '../language/text.ts'

export const troubleshootingTexts = {
  title: text('Troubleshooting', 'Fehlersuche'),
  see: text('What do you see?', 'Was sehen Sie?'),
  seeHint: text(
    'The code on Microsoft’s page, for example AADSTS50011, a whole message, or a few words.',
    'Den Code auf der Microsoft-Seite, zum Beispiel AADSTS50011, eine ganze Meldung oder ein paar Wörter.',
  ),
  find: text('Find', 'Suchen'),
  found: (n: number) =>
    n === 1
      ? text('1 problem fits', '1 Problem passt dazu')
      : text(`${n} problems fit, the best match first`, `${n} Probleme passen dazu, das beste zuerst`),
  unknownCode: (code: string) =>
    text(
      `We do not know the code ${code}. Microsoft explains it:`,
      `Den Code ${code} kennen wir nicht. Microsoft erklärt ihn:`,
    ),
  nothing: text(
    'Nothing fits. Try other words, or fewer.',
    'Nichts passt dazu. Versuchen Sie andere oder weniger Wörter.',
  ),
  nothingNext: text(
    'If it stays: test the connection on the server’s page and send the report of the test to your hosting partner. It holds no password and no token.',
    'Bleibt es dabei: Testen Sie die Verbindung auf der Seite des Servers und senden Sie den Bericht des Tests an Ihren Hosting-Partner. Er enthält kein Passwort und kein Token.',
  ),
  sawMicrosoft: text(
    'Microsoft shows an error and I do not come back',
    'Microsoft zeigt einen Fehler, und ich komme nicht zurück',
  ),
  sawMicrosoftHint: text(
    'Microsoft shows these on a page of its own, so nobody can tell us. Choose what you saw.',
    'Diese zeigt Microsoft auf einer eigenen Seite, daher erfahren wir nichts davon. Wählen Sie, was Sie gesehen haben.',
  ),
  sending: text('Mail does not go out', 'E-Mails gehen nicht hinaus'),
  reading: text('Mail does not come in', 'E-Mails kommen nicht an'),
  secret: text('Client secret', 'Client-Secret'),
  network: text('The connection test fails early', 'Der Verbindungstest scheitert früh'),
  yours: text('Your values', 'Ihre Werte'),
  redirectUri: text('Redirect URI', 'Umleitungs-URI'),
  clientId: text('Client ID', 'Client-ID'),
  all: text('All known problems', 'Alle bekannten Probleme'),
  checkNow: text('Check now', 'Jetzt prüfen'),
  checkNowHint: text(
    'Looks at this installation, the way to Microsoft, and the records of your sending domains; 45 seconds at most. What is wrong with one server, the test on its own page says step by step.',
    'Prüft diese Installation, den Weg zu Microsoft und die Einträge Ihrer Absenderdomains; höchstens 45 Sekunden. Was mit einem einzelnen Server nicht stimmt, sagt der Test auf dessen Seite Schritt für Schritt.',
  ),
  runAll: text('Run all checks', 'Alle Prüfungen starten'),
}
