import { type Text, text } from '../language/text.ts'

/** What every page shares: the shell, the buttons, the sentences of the error pages. */
export const webTexts = {
  brand: text('Mailroom', 'Mailroom'),
  skip: text('Skip to content', 'Zum Inhalt springen'),
  mainNavigation: text('Main navigation', 'Hauptnavigation'),
  breadcrumb: text('Breadcrumb', 'Brotkrümelnavigation'),
  navStatus: text('Mail status', 'Mail-Status'),
  navSettings: text('General settings', 'Allgemeine Einstellungen'),
  navOutgoing: text('Outgoing servers', 'Postausgangs\u00ADserver'),
  navIncoming: text('Incoming servers', 'Posteingangs\u00ADserver'),
  navOutbox: text('Outbox', 'Postausgang'),
  navTroubleshooting: text('Troubleshooting', 'Fehlersuche'),
  navInbox: text('Inbox', 'Posteingang'),
  navActivity: text('Activity', 'Änderungs\u00ADprotokoll'),
  navGuide: text('Set-up guide', 'Anleitung'),
  otherLanguage: text('Deutsch', 'English'),
  signOut: text('Sign out', 'Abmelden'),
  themeDark: text('Dark colours', 'Dunkle Farben'),
  themeLight: text('Light colours', 'Helle Farben'),
  themeDevice: text('Colours of the device', 'Farben des Geräts'),

  create: text('New', 'Neu anlegen'),
  save: text('Save', 'Speichern'),
  cancel: text('Cancel', 'Abbrechen'),
  discard: text('Discard changes', 'Änderungen verwerfen'),
  storedNow: text('Stored now', 'Jetzt gespeichert'),
  copy: text('Copy', 'Kopieren'),
  copied: text('Copied', 'Kopiert'),
  copyByHand: text('Copy it with Ctrl+C', 'Mit Strg+C kopieren'),
  replace: text('Replace', 'Ersetzen'),
  remove: text('Delete', 'Löschen'),
  back: text('Back', 'Zurück'),
  optional: text('(optional)', '(freiwillig)'),
  details: text('Technical details', 'Technische Details'),
  howToFix: text('How to fix it', 'So beheben Sie es'),
  unsaved: text('Unsaved changes', 'Nicht gespeicherte Änderungen'),
  problem: text('There is a problem', 'Es gibt ein Problem'),
  error: text('Error:', 'Fehler:'),
  show: text('Show', 'Anzeigen'),
  hide: text('Hide', 'Verbergen'),
  zone: (zone: string, abbreviation: string) =>
    text(`All times in ${zone} (${abbreviation}).`, `Alle Zeiten in ${zone} (${abbreviation}).`),
  version: (version: string) => text(`Version ${version}`, `Version ${version}`),
  readOnly: text(
    'You can look but not change anything. Ask an administrator for the administrator role.',
    'Sie können alles ansehen, aber nichts ändern. Fragen Sie jemanden mit der Rolle Administrator.',
  ),
  unknownField: text(
    'The form was not complete. Load the page again.',
    'Das Formular war nicht vollständig. Laden Sie die Seite neu.',
  ),

  sessionEnded: text('Your session has ended', 'Ihre Sitzung ist abgelaufen'),
  otherSiteTitle: text('This form came from somewhere else', 'Dieses Formular kam von woanders'),
  signInFirst: text(
    'Nothing was changed. Sign in again and repeat the step.',
    'Es wurde nichts geändert. Melden Sie sich an und wiederholen Sie den Schritt.',
  ),
  adminsOnly: text(
    'Your role is “viewer”. Only administrators change settings.',
    'Ihre Rolle ist „Ansehen“. Nur Administratoren ändern Einstellungen.',
  ),
  adminsRead: text(
    'Your role is “viewer”. Only administrators read the content of emails.',
    'Ihre Rolle ist „Ansehen“. Nur Administratoren lesen den Inhalt von E-Mails.',
  ),
  otherSite: text(
    'This form did not come from this site. Nothing was changed. Open the page again and repeat the step.',
    'Dieses Formular kam nicht von dieser Seite. Es wurde nichts geändert. Öffnen Sie die Seite neu und wiederholen Sie den Schritt.',
  ),
  title403: text('You cannot open this page', 'Diese Seite dürfen Sie nicht öffnen'),
  title404: text('Page not found', 'Seite nicht gefunden'),
  text404: text(
    'Check the address, or go to Mail status.',
    'Prüfen Sie die Adresse oder gehen Sie zum Mail-Status.',
  ),
  title409: text('Someone else changed this', 'Jemand anderes hat das geändert'),
  title413: text('Too much data', 'Zu viele Daten'),
  text413: text('Shorten your entries and save again.', 'Kürzen Sie Ihre Eingaben und speichern Sie erneut.'),
  title422: text('That does not work now', 'Das geht jetzt nicht'),
  title429: text('Too many attempts', 'Zu viele Versuche'),
  title502: text(
    'Microsoft or a mail server did not answer',
    'Microsoft oder ein Mailserver hat nicht geantwortet',
  ),
  title500: text('Something went wrong here', 'Bei uns ist etwas schiefgegangen'),
  text500: (id: string) =>
    text(
      `It is not your entry. Reference ${id}. Try again in a few minutes.`,
      `Es liegt nicht an Ihrer Eingabe. Kennung ${id}. Versuchen Sie es in einigen Minuten erneut.`,
    ),
  title400: text('This request was not complete', 'Diese Anfrage war nicht vollständig'),
  text400: text(
    'Go back, load the page again and repeat the step.',
    'Gehen Sie zurück, laden Sie die Seite neu und wiederholen Sie den Schritt.',
  ),
  signIn: text('Sign in', 'Anmelden'),
  toSettings: text('Open General settings', 'Allgemeine Einstellungen öffnen'),
  toStatus: text('Go to Mail status', 'Zum Mail-Status'),
}

/** The fixed sentences behind `?done=…`: shown once at the top of the next page. */
export const notices = {
  saved: text('Saved.', 'Gespeichert.'),
  'saved-first': text('Saved.', 'Gespeichert.'),
  'secret-accepted': text(
    'Saved. Microsoft accepts the new client secret; waiting emails leave by themselves.',
    'Gespeichert. Microsoft akzeptiert das neue Client-Secret; wartende E-Mails gehen von selbst hinaus.',
  ),
  'secret-refused': text(
    'Saved, but Microsoft refuses the new client secret. What to do stands beside it.',
    'Gespeichert, aber Microsoft lehnt das neue Client-Secret ab. Was zu tun ist, steht daneben.',
  ),
  'alert-tested': text(
    'The test alert is under way. How it went stands below.',
    'Die Testbenachrichtigung ist unterwegs. Wie es ausging, steht unten.',
  ),
  archived: text('Archived. Nothing was deleted.', 'Archiviert. Es wurde nichts gelöscht.'),
  restored: text('Restored.', 'Wiederhergestellt.'),
  removed: text('Deleted.', 'Gelöscht.'),
  disconnected: text(
    'The connection to Microsoft was removed here.',
    'Die Verbindung zu Microsoft wurde hier entfernt.',
  ),
  connected: text('Connected.', 'Verbunden.'),
  'confirmation-reset': text(
    'Not confirmed any more. Fetching has stopped; nothing is lost.',
    'Nicht mehr bestätigt. Der Abruf ist angehalten; nichts geht verloren.',
  ),
  paused: text('Paused.', 'Angehalten.'),
  resumed: text('Resumed.', 'Fortgesetzt.'),
  revoked: text('Revoked.', 'Widerrufen.'),
  'tried-now': text(
    'Trying it now. Reload this page in a moment to see how it went.',
    'Der Versuch läuft. Laden Sie diese Seite gleich neu, um zu sehen, wie er ausging.',
  ),
  'read-again': text(
    'It is being read again. Reload this page in a moment.',
    'Sie wird erneut gelesen. Laden Sie diese Seite gleich neu.',
  ),
  'handed-over-again': text(
    'The shop gets it again. Reload this page in a moment to see how it went.',
    'Der Shop bekommt sie noch einmal. Laden Sie diese Seite gleich neu, um zu sehen, wie es ausging.',
  ),
  fetched: text(
    'The mailbox was asked. How it went stands under “Fetching”.',
    'Das Postfach wurde gefragt. Wie es ausging, steht unter „Abruf“.',
  ),
  'fetching-again': text('Older emails are being looked through.', 'Ältere E-Mails werden durchgesehen.'),
  'folders-listed': text('The list of folders is up to date.', 'Die Ordnerliste ist aktuell.'),
  moved: text('The order was changed.', 'Die Reihenfolge wurde geändert.'),
}

/** Where a notice leads on to. */
export const nextSteps: Readonly<Record<string, { path: string; label: Text } | undefined>> = {
  'saved-first': {
    path: '/outgoing-servers/new',
    label: text('Next: add an outgoing server', 'Nächster Schritt: Postausgangsserver anlegen'),
  },
}
