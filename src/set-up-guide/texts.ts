import { text } from '../language/text.ts'

/** The app registration at Microsoft, step by step, with Microsoft's own labels in both languages. */
export const setUpGuideTexts = {
  title: text('Set-up guide', 'Anleitung'),
  before: text(
    'You need a Microsoft 365 account that may register apps, and 15 minutes.',
    'Sie brauchen ein Microsoft-365-Konto, das Apps registrieren darf, und 15 Minuten.',
  ),
  registerTitle: text('Register an app', 'Eine App registrieren'),
  register: text(
    'Open entra.microsoft.com › Applications › App registrations › New registration. Give it a telling name, for example “Shop mail”.',
    'Öffnen Sie entra.microsoft.com › Anwendungen (Applications) › App-Registrierungen (App registrations) › Neue Registrierung (New registration). Geben Sie einen sprechenden Namen ein, zum Beispiel „Shop-Mail“.',
  ),
  accountsTitle: text('Choose who may sign in', 'Festlegen, wer sich anmelden darf'),
  accounts: text(
    'Supported account types: “this organizational directory only” is safest; then enter the Directory (tenant) ID in General settings › Advanced. “Any organizational directory and personal Microsoft accounts” is needed for outlook.com addresses.',
    'Unterstützte Kontotypen (Supported account types): „Nur Konten in diesem Organisationsverzeichnis“ ist am sichersten; tragen Sie dann die Verzeichnis-ID (Mandant) unter Allgemeine Einstellungen › Erweitert ein. „… beliebiges Organisationsverzeichnis … und persönliche Microsoft-Konten“ ist nötig für Adressen bei outlook.com.',
  ),
  redirectTitle: text('Enter the redirect URI', 'Umleitungs-URI eintragen'),
  redirect: text(
    'Platform “Web” (not “Single-page application”: its sign-in ends after 24 hours), with exactly this address. Then choose Register.',
    'Plattform „Web“ (nicht „Single-Page-Webanwendung“: Deren Anmeldung endet nach 24 Stunden), mit genau dieser Adresse. Dann „Registrieren“ (Register).',
  ),
  permissionsTitle: text('Add the permissions', 'Berechtigungen hinzufügen'),
  permissions: text(
    'API permissions › Add a permission › Microsoft Graph › Delegated permissions: SMTP.Send, IMAP.AccessAsUser.All (only for reading), offline_access, openid, email, profile. If your organisation requires it: Grant admin consent.',
    'API-Berechtigungen (API permissions) › Berechtigung hinzufügen (Add a permission) › Microsoft Graph › Delegierte Berechtigungen (Delegated permissions): SMTP.Send, IMAP.AccessAsUser.All (nur zum Lesen), offline_access, openid, email, profile. Falls verlangt: Administratorzustimmung erteilen (Grant admin consent).',
  ),
  permissionsNote: text(
    'Microsoft lists the mail permissions under Microsoft Graph, although the sign-in asks for them under outlook.office.com. That is right.',
    'Microsoft führt die Mail-Berechtigungen unter Microsoft Graph, obwohl die Anmeldung sie unter outlook.office.com anfragt. Das ist richtig so.',
  ),
  secretTitle: text('Create a client secret', 'Client-Secret erzeugen'),
  secret: text(
    'Certificates & secrets › New client secret › choose the longest duration › Add. Copy the column “Value” now (it is shown once) and note the end date.',
    'Zertifikate & Geheimnisse (Certificates & secrets) › Neuer geheimer Clientschlüssel (New client secret) › längste Dauer wählen › Hinzufügen (Add). Kopieren Sie jetzt die Spalte „Wert“ (Value; nur einmal sichtbar) und notieren Sie das Ablaufdatum.',
  ),
  copyTitle: text('Copy both here', 'Beides hier eintragen'),
  copy: text(
    'Overview: copy the Application (client) ID. Enter it with the secret in General settings.',
    'Übersicht (Overview): Anwendungs-ID (Client) (Application (client) ID) kopieren. Tragen Sie sie mit dem Client-Secret unter Allgemeine Einstellungen ein.',
  ),
  mailboxTitle: text('Allow the mailbox', 'Das Postfach freischalten'),
  mailbox: text(
    'admin.microsoft.com › Active users › the mailbox › Mail › Manage email apps: tick Authenticated SMTP and IMAP. It can take an hour.',
    'admin.microsoft.com › Aktive Benutzer (Active users) › das Postfach › E-Mail (Mail) › E-Mail-Apps verwalten (Manage email apps): Authentifiziertes SMTP (Authenticated SMTP) und IMAP ankreuzen. Das kann eine Stunde dauern.',
  ),
  assignTitle: text('Assign users, if required', 'Benutzer zuweisen, falls verlangt'),
  assign: text(
    'If your organisation demands it: Enterprise applications › the app › Users and groups › add the mailbox’s account.',
    'Falls Ihre Organisation es verlangt: Unternehmensanwendungen (Enterprise applications) › die App › Benutzer und Gruppen (Users and groups) › Konto des Postfachs hinzufügen.',
  ),
  serversTitle: text('Create the servers', 'Die Server anlegen'),
  servers: text(
    'There are two ways, and both are good. Choose by whose name your customers should see.',
    'Es gibt zwei Wege, und beide sind gut. Entscheidend ist, wessen Name bei Ihren Kunden ankommt.',
  ),
  toNewServer: text('Add outgoing server', 'Postausgangs\u00ADserver anlegen'),
  toManyServers: text('Create many…', 'Viele anlegen …'),
  toSettings: text('Open General settings', 'Allgemeine Einstellungen öffnen'),
  done: text('Done', 'Erledigt'),
  printHint: text(
    'You can print this page. The ticks stay in this browser.',
    'Sie können diese Seite drucken. Die Häkchen bleiben in diesem Browser.',
  ),
  onThisPage: text('On this page', 'Auf dieser Seite'),
  atMicrosoft: text('Open this page at Microsoft', 'Diese Seite bei Microsoft öffnen'),
  yourClientId: text('Stored here as client ID', 'Hier als Client-ID gespeichert'),
  yourTenant: text('Stored here as tenant', 'Hier als Mandant gespeichert'),
  secretStored: text('Client secret stored', 'Client-Secret gespeichert'),
  secretMissing: text('No client secret stored yet', 'Noch kein Client-Secret gespeichert'),
  yourMailboxes: text('The mailboxes of your servers', 'Die Postfächer Ihrer Server'),
  networkTitle: text('What the network must let through', 'Was das Netz durchlassen muss'),
  network: text(
    'Mailroom only connects to the outside, never the other way round. Your hosting partner opens these three.',
    'Mailroom verbindet sich nur nach außen, nie umgekehrt. Ihr Hosting-Partner gibt diese drei Ziele frei.',
  ),
  signIn: text('Sign-in', 'Anmeldung'),
  sending: text('Sending (SMTP)', 'Senden (SMTP)'),
  reading: text('Reading (IMAP)', 'Lesen (IMAP)'),
}
