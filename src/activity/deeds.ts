import { type Text, text } from '../language/text.ts'

/** All that is ever written down, as `thing.done`. What has no sentence here does not compile where it is written. */
export const deedTexts = {
  'general-settings.saved': text('General settings saved', 'Allgemeine Einstellungen gespeichert'),

  'outgoing-server.added': text('Outgoing server added', 'Postausgangsserver angelegt'),
  'outgoing-server.changed': text('Outgoing server changed', 'Postausgangsserver geändert'),
  'outgoing-server.archived': text('Outgoing server archived', 'Postausgangsserver archiviert'),
  'outgoing-server.restored': text('Outgoing server restored', 'Postausgangsserver wiederhergestellt'),
  'outgoing-server.removed': text('Outgoing server deleted', 'Postausgangsserver gelöscht'),
  'outgoing-server.tried-now': text('Sending tried at once', 'Versand sofort versucht'),
  'outgoing-server.test-mail-sent': text('Test email sent', 'Test-E-Mail gesendet'),

  'incoming-server.added': text('Incoming server added', 'Posteingangsserver angelegt'),
  'incoming-server.changed': text('Incoming server changed', 'Posteingangsserver geändert'),
  'incoming-server.archived': text('Incoming server archived', 'Posteingangsserver archiviert'),
  'incoming-server.restored': text('Incoming server restored', 'Posteingangsserver wiederhergestellt'),
  'incoming-server.removed': text('Incoming server deleted', 'Posteingangsserver gelöscht'),
  'incoming-server.confirmed': text('Incoming server confirmed', 'Posteingangsserver bestätigt'),
  'incoming-server.confirmed-again': text(
    'Incoming server confirmed again by itself',
    'Posteingangsserver von selbst wieder bestätigt',
  ),
  'incoming-server.confirmation-reset': text('Confirmation reset', 'Bestätigung zurückgesetzt'),
  'incoming-server.paused': text('Fetching paused', 'Abruf angehalten'),
  'incoming-server.resumed': text('Fetching resumed', 'Abruf fortgesetzt'),
  'incoming-server.fetched-again': text('Older emails fetched again', 'Ältere E-Mails erneut abgerufen'),
  'incoming-server.given-up': text('Fetching given up', 'Abruf aufgegeben'),

  'connection-test.passed': text('Connection test passed', 'Verbindungstest bestanden'),
  'connection-test.failed': text('Connection test failed', 'Verbindungstest fehlgeschlagen'),

  'outlook-account.connected': text('Outlook account connected', 'Outlook-Konto verbunden'),
  'outlook-account.disconnected': text(
    'Connection to Outlook account removed',
    'Verbindung zum Outlook-Konto getrennt',
  ),
  'outlook-account.wrong-account': text(
    'Signed in at Microsoft with another account',
    'Bei Microsoft mit einem anderen Konto angemeldet',
  ),
  'oauth.idtoken-rejected': text(
    'Sign-in at Microsoft refused: identity not proven',
    'Anmeldung bei Microsoft abgelehnt: Identität nicht nachgewiesen',
  ),

  'invitation.made': text('Invitation made', 'Einladung erstellt'),
  'invitation.revoked': text('Invitation revoked', 'Einladung widerrufen'),
  'invitation.used': text('Invitation used', 'Einladung eingelöst'),
  'invitation.refused': text('Invitation refused', 'Einladung abgelehnt'),

  'outbox-mail.sent-again': text('Email sent again', 'E-Mail erneut gesendet'),
  'outbox-mail.cancelled': text('Email cancelled', 'E-Mail abgebrochen'),
  'outbox-mail.arrived': text('Email marked as arrived', 'E-Mail als angekommen gekennzeichnet'),

  'inbox-mail.read-again': text('Received email read again', 'Empfangene E-Mail erneut gelesen'),
  'inbox-mail.handed-over-again': text(
    'Received email handed over again',
    'Empfangene E-Mail erneut übergeben',
  ),
  'inbox-mails.handed-over-again': text(
    'Failed hand-overs tried again',
    'Fehlgeschlagene Übergaben erneut versucht',
  ),
  'inbox-settings.saved': text('Inbox settings saved', 'Einstellungen des Posteingangs gespeichert'),
  'inbox-settings.webhook-secret-replaced': text(
    'Secret of the webhook replaced',
    'Geheimnis des Webhooks ersetzt',
  ),
  'inbox-settings.webhook-switched-on': text('Webhook switched on', 'Webhook eingeschaltet'),
  'inbox-settings.webhook-switched-off': text('Webhook switched off', 'Webhook abgeschaltet'),
  'inbox-settings.test-sent': text('Test event sent to the webhook', 'Testereignis an den Webhook gesendet'),

  'alert-settings.saved': text('Alerts changed', 'Benachrichtigungen geändert'),
  'alert-settings.test-sent': text('Test alert sent', 'Testbenachrichtigung gesendet'),

  'api-token.made': text('API token made', 'API-Token erstellt'),
  'api-token.revoked': text('API token revoked', 'API-Token widerrufen'),

  'user.added': text('User added', 'Benutzerkonto angelegt'),
  'user.password-set': text('Password set', 'Passwort gesetzt'),
  'user.signed-in': text('Signed in', 'Angemeldet'),
  'user.signed-out': text('Signed out', 'Abgemeldet'),
  'user.sign-in-failed': text('Sign-in failed', 'Anmeldung fehlgeschlagen'),
} as const satisfies Record<`${string}.${string}`, Text>

export type What = keyof typeof deedTexts

type Thing<Of extends string> = Of extends `${infer Name}.${string}` ? Name : never

/** The parts of Mailroom a reader can choose from, named as their pages are; each thing belongs to one of them. */
const areaOfThing = {
  'general-settings': 'general-settings',
  'outgoing-server': 'outgoing-servers',
  'incoming-server': 'incoming-servers',
  'connection-test': 'connection-tests',
  'outlook-account': 'outlook-accounts',
  oauth: 'outlook-accounts',
  invitation: 'invitations',
  'outbox-mail': 'outbox',
  'inbox-mail': 'inbox',
  'inbox-mails': 'inbox',
  'inbox-settings': 'inbox',
  'alert-settings': 'alerts',
  'api-token': 'api-tokens',
  user: 'users',
} as const satisfies Record<Thing<What>, string>

export type Area = (typeof areaOfThing)[keyof typeof areaOfThing]

export const areaTexts = {
  'general-settings': text('General settings', 'Allgemeine Einstellungen'),
  'outgoing-servers': text('Outgoing servers', 'Postausgangsserver'),
  'incoming-servers': text('Incoming servers', 'Posteingangsserver'),
  'connection-tests': text('Connection tests', 'Verbindungstests'),
  'outlook-accounts': text('Outlook accounts', 'Outlook-Konten'),
  invitations: text('Invitations', 'Einladungen'),
  outbox: text('Outbox', 'Postausgang'),
  inbox: text('Inbox', 'Posteingang'),
  alerts: text('Alerts', 'Benachrichtigungen'),
  'api-tokens': text('API tokens', 'API-Token'),
  users: text('Users', 'Benutzerkonten'),
} as const satisfies Record<Area, Text>

/** All that is done in one area. */
export function deedsIn(area: Area): What[] {
  return whats.filter((what) => areaOf(what) === area)
}

/** Undefined for what an older or a newer Mailroom has written. */
export function knownDeed(what: string): What | undefined {
  return whats.find((known) => known === what)
}

export const whats = Object.keys(deedTexts) as What[]

export function thingOf(what: What): Thing<What> {
  return what.slice(0, what.indexOf('.')) as Thing<What>
}

export function areaOf(what: What): Area {
  return areaOfThing[thingOf(what)]
}
