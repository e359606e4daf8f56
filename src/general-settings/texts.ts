import { text } from '../language/text.ts'

export const generalSettingsTexts = {
  title: text('General settings', 'Allgemeine Einstellungen'),
  servers: text('Email servers', 'E-Mail-Server'),
  serversHint: text(
    'Decides whether the shop uses mailboxes of your own.',
    'Legt fest, ob der Shop Ihre eigenen Postfächer nutzt.',
  ),
  credentials: text('Outlook credentials', 'Outlook-Anmeldedaten'),
  credentialsHint: text(
    'From your app registration in Microsoft Entra.',
    'Aus Ihrer App-Registrierung in Microsoft Entra.',
  ),
  programs: text('Other programs', 'Andere Programme'),
  programsHint: text(
    'How the shop and other programs hand their mail over.',
    'Wie der Shop und andere Programme ihre E-Mails übergeben.',
  ),
  openTokens: text('Manage API tokens', 'API-Token verwalten'),
  alerts: text('Alerts', 'Benachrichti\u00ADgungen'),
  alertsHint: text('Who is told when mail stops.', 'Wer benachrichtigt wird, wenn E-Mails stillstehen.'),
  openAlerts: text('Choose who is told', 'Empfänger festlegen'),
  openGuide: text('Open the set-up guide', 'Anleitung öffnen'),

  customEmailServers: text('Custom email servers', 'Benutzerdefinierte E-Mail-Server'),
  customEmailServersHint: text(
    'Off: the shop sends and receives no mail. Waiting mail stays.',
    'Aus: Der Shop sendet und empfängt keine E-Mails. Wartende E-Mails bleiben erhalten.',
  ),
  aliasDomain: text('Alias domain', 'Alias-Domain'),
  aliasDomainHint: text(
    'The part after @ for reply addresses, for example mein-shop.de.',
    'Der Teil hinter dem @ für Antwortadressen, zum Beispiel mein-shop.de.',
  ),
  aliasDomainWrong: text(
    'Alias domain must look like mein-shop.de, without @',
    'Die Alias-Domain muss aussehen wie mein-shop.de, ohne @',
  ),
  catchAllDomain: text('Catch-all domain', 'Catchall-Domain'),
  catchAllDomainHint: text(
    'Replies to any address of this domain land in the shop. Your mail provider must allow it; Outlook does not by default.',
    'Antworten an jede Adresse dieser Domain landen im Shop. Ihr Mail-Anbieter muss das erlauben; Outlook tut es nicht von sich aus.',
  ),
  catchAllDomainWrong: text(
    'Catch-all domain must look like mein-shop.de, without @',
    'Die Catchall-Domain muss aussehen wie mein-shop.de, ohne @',
  ),
  defaultFromName: text('Sender name', 'Absendername'),
  defaultFromNameHint: text('Customers see it.', 'Kunden sehen diesen Namen.'),
  defaultFromNameWrong: text(
    'Sender name contains characters that are not allowed in mail headers, or is longer than 64',
    'Der Absendername enthält Zeichen, die in E-Mails nicht erlaubt sind, oder ist länger als 64',
  ),
  defaultFromAddress: text('Default From address', 'Standard-Absender'),
  defaultFromAddressHint: text(
    'Used when no other sender is set. Must be an address the connected account may send as.',
    'Gilt, wenn kein anderer Absender festgelegt ist. Das verbundene Konto muss als diese Adresse senden dürfen.',
  ),
  defaultFromAddressWrong: text(
    'Enter an address like info@mein-shop.de',
    'Geben Sie eine Adresse ein, zum Beispiel info@mein-shop.de',
  ),
  toOutgoing: text('Open Outgoing servers', 'Postausgangsserver öffnen'),
  redirectUri: text('Redirect URI', 'Umleitungs-URI'),
  redirectUriHint: text(
    'Enter this address at Microsoft exactly as it stands here.',
    'Tragen Sie diese Adresse bei Microsoft genau so ein.',
  ),
  redirectUriNotHttps: text(
    'This address must start with https. Ask your hosting partner to set PUBLIC_URL.',
    'Diese Adresse muss mit https beginnen. Ihr Hosting-Partner muss PUBLIC_URL setzen.',
  ),
  redirectUriOtherHost: (here: string, there: string) =>
    text(
      `You opened the admin at ${here}; Microsoft will send you to ${there}.`,
      `Sie haben die Verwaltung unter ${here} geöffnet; Microsoft schickt Sie zu ${there}.`,
    ),
  redirectUriSame: text('Same address as in your browser', 'Dieselbe Adresse wie in Ihrem Browser'),
  clientId: text('Client ID', 'Client-ID'),
  clientIdHint: text(
    'At Microsoft: Application (client) ID.',
    'Bei Microsoft: „Anwendungs-ID (Client)“ (Application (client) ID).',
  ),
  clientIdWrong: text(
    'Client ID must look like 00001111-aaaa-2222-bbbb-3333cccc4444',
    'Die Client-ID muss aussehen wie 00001111-aaaa-2222-bbbb-3333cccc4444',
  ),
  clientIdMissing: text(
    'Enter the client ID that belongs to the secret',
    'Geben Sie die Client-ID ein, die zum Client-Secret gehört',
  ),
  clientIdChange: (accounts: number) =>
    text(
      accounts === 1
        ? '1 account must be reconnected with the new client ID. Confirm below.'
        : `${accounts} accounts must be reconnected with the new client ID. Confirm below.`,
      accounts === 1
        ? '1 Konto muss mit der neuen Client-ID neu verbunden werden. Bestätigen Sie das unten.'
        : `${accounts} Konten müssen mit der neuen Client-ID neu verbunden werden. Bestätigen Sie das unten.`,
    ),
  credentialsRemoval: (accounts: number) =>
    text(
      `Without a client ID the stored client secret is removed. Connected accounts that stop: ${accounts}. Confirm below.`,
      `Ohne Client-ID wird das hinterlegte Client-Secret entfernt. Verbundene Konten, die stillstehen: ${accounts}. Bestätigen Sie das unten.`,
    ),
  confirmClientId: text('Yes, change it', 'Ja, so ändern'),
  clientSecret: text('Client secret', 'Client-Secret'),
  newClientSecret: text('New client secret', 'Neues Client-Secret'),
  clientSecretHint: text(
    'Copy the “Value”, not the “Secret ID”. It is never shown again here.',
    'Kopieren Sie den „Wert“ (Value), nicht die „Geheime ID“ (Secret ID). Es wird hier nie wieder angezeigt.',
  ),
  clientSecretIsId: text(
    'This is the Secret ID. Copy the column “Value”.',
    'Das ist die „Geheime ID“. Kopieren Sie die Spalte „Wert“.',
  ),
  clientSecretWrong: text(
    'The client secret has 8 to 256 letters, digits and signs, without spaces. Copy it once more.',
    'Das Client-Secret hat 8 bis 256 Buchstaben, Ziffern und Zeichen, ohne Leerzeichen. Kopieren Sie es noch einmal.',
  ),
  replaceSecret: text('Replace client secret', 'Client-Secret ersetzen'),
  secretSet: text('Set', 'Hinterlegt'),
  secretProven: text('Accepted by Microsoft', 'Von Microsoft akzeptiert'),
  secretUntried: text('Not tried at Microsoft yet', 'Bei Microsoft noch nicht erprobt'),
  secretRefused: text('Refused by Microsoft', 'Von Microsoft abgelehnt'),
  formerInUse: text(
    'The former client secret stays in use for as long as Microsoft accepts it.',
    'Das bisherige Client-Secret bleibt in Gebrauch, solange Microsoft es akzeptiert.',
  ),
  secretEndsIn: text('ends in', 'endet auf'),
  secretAdded: text('added', 'eingetragen am'),
  secretBy: (name: string) => text(`by ${name}`, `von ${name}`),
  secretUnreadable: text(
    'The stored client secret cannot be read any more (key changed). Enter it again.',
    'Das gespeicherte Client-Secret ist nicht mehr lesbar (Schlüssel geändert). Geben Sie es neu ein.',
  ),
  validUntil: text('Client secret valid until', 'Client-Secret gültig bis'),
  validUntilHint: text(
    'We remind you 30, 14, 7 and 1 day before. Microsoft does not tell us the date.',
    'Wir erinnern Sie 30, 14, 7 und 1 Tag vorher. Microsoft teilt uns das Datum nicht mit.',
  ),
  validUntilWrong: text('Enter the date like 07.12.2026', 'Geben Sie das Datum ein, zum Beispiel 07.12.2026'),
  validUntilPast: text(
    'Date must be in the future, at most two years ahead',
    'Das Datum muss in der Zukunft liegen, höchstens zwei Jahre',
  ),
  advanced: text('Advanced', 'Erweitert'),
  tenant: text('Directory (tenant) ID', 'Verzeichnis-ID (Mandant)'),
  tenantHint: text(
    'Only for “this organisation only” apps. Leave empty otherwise.',
    'Nur bei Apps „nur dieses Organisationsverzeichnis“. Sonst leer lassen.',
  ),
  tenantWrong: text(
    'Tenant must be an ID or a domain like contoso.onmicrosoft.com',
    'Der Mandant muss eine ID sein oder eine Domain wie contoso.onmicrosoft.com',
  ),
  savedMeanwhile: (who: string, when: string) =>
    text(
      `${who} saved at ${when}. Your entries are below; compare and save again.`,
      `${who} hat um ${when} gespeichert. Ihre Eingaben stehen unten; vergleichen und speichern Sie erneut.`,
    ),
  empty: text('(empty)', '(leer)'),
  on: text('on', 'an'),
  off: text('off', 'aus'),
}
