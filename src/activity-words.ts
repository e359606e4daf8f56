import type { FieldWords } from './activity/shown-entry.ts'
import { apiTokenTexts } from './api-tokens/texts.ts'
import type { settingsFields } from './general-settings/settings-row.ts'
import { generalSettingsTexts } from './general-settings/texts.ts'
import { inboxSettingsTexts } from './hand-over/page-texts.ts'
import type { incomingFields } from './incoming-servers/incoming-server.ts'
import { incomingServerTexts } from './incoming-servers/texts.ts'
import type { Text } from './language/text.ts'
import { mailServerTexts } from './mail-servers/texts.ts'
import type { outgoingFields } from './outgoing-servers/outgoing-server.ts'
import { outgoingServerTexts } from './outgoing-servers/texts.ts'

type Labels<Fields extends readonly string[], Secret extends string> = Record<Fields[number] | Secret, Text>

const m = mailServerTexts
const connection = {
  name: m.name,
  signInWith: m.signInWith,
  username: m.username,
  password: m.passwordField,
  port: m.port,
  encryption: m.encryption,
  priority: m.priority,
}

const settings: Labels<typeof settingsFields, 'clientSecret'> = {
  ...generalSettingsTexts,
  clientSecretValidUntil: generalSettingsTexts.validUntil,
}

const outgoing: Labels<typeof outgoingFields, 'password'> = {
  ...connection,
  host: outgoingServerTexts.host,
  fromFilter: outgoingServerTexts.fromFilter,
  messagesPerMinute: outgoingServerTexts.rate,
}

const i = incomingServerTexts
const incoming: Labels<typeof incomingFields, 'password'> = {
  ...connection,
  host: i.host,
  folder: i.folder,
  readFrom: i.readFrom,
  everyMinutes: i.everyMinutes,
  afterReading: i.afterReading,
  moveToFolder: i.moveToFolder,
  defaultRoute: i.defaultRoute,
}

/** How the page of the activity names what it shows: with the words of each form. */
export const activityWords: FieldWords = {
  fields: {
    'general-settings': settings,
    'outgoing-server': outgoing,
    'incoming-server': incoming,
    'api-token': { maySend: apiTokenTexts.send, mayRead: apiTokenTexts.read },
    'inbox-settings': {
      webhookUrl: inboxSettingsTexts.url,
      retentionDays: inboxSettingsTexts.days,
      webhookSecret: inboxSettingsTexts.secret,
    },
  },
  values: {
    signInWith: { outlook: m.outlook, password: m.password },
    encryption: { starttls: m.starttls, tls: m.tls, none: m.none },
    readFrom: { new_only: i.new_only, last_7_days: i.last_7_days, everything: i.everything },
    afterReading: { leave: i.leave, mark_read: i.mark_read, move: i.move },
  },
}
