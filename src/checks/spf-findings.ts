import { text } from '../language/text.ts'
import type { Finding } from './finding.ts'

const partner = 'hosting-partner'

/** What is found in SPF records. */
export const spfFindings = {
  'spf-missing': {
    what: () =>
      text(
        'The domain has no SPF record. Receivers cannot see that Microsoft may send for it.',
        'Die Domain hat keinen SPF-Eintrag. Empfänger sehen nicht, dass Microsoft für sie senden darf.',
      ),
    todo: text(
      'Add the record. If other services send for the domain too, add theirs to the same record.',
      'Legen Sie den Eintrag an. Senden auch andere Dienste für die Domain, nehmen Sie diese in denselben Eintrag auf.',
    ),
    who: partner,
  },
  'spf-twice': {
    what: () =>
      text(
        'The domain has more than one SPF record. Receivers then take none.',
        'Die Domain hat mehr als einen SPF-Eintrag. Empfänger beachten dann keinen.',
      ),
    todo: text(
      'Delete them all and enter one instead.',
      'Löschen Sie alle und legen Sie stattdessen einen an.',
    ),
    who: partner,
  },
  'spf-not-microsoft': {
    what: () =>
      text(
        'The SPF record does not let Microsoft 365 send.',
        'Der SPF-Eintrag erlaubt Microsoft 365 das Senden nicht.',
      ),
    todo: text('Replace the record.', 'Ersetzen Sie den Eintrag.'),
    who: partner,
  },
  'spf-too-many': {
    what: () =>
      text(
        'To read the SPF record takes more than 10 DNS lookups. Receivers then treat it as an error.',
        'Der SPF-Eintrag braucht mehr als 10 DNS-Abfragen. Empfänger werten das als Fehler.',
      ),
    todo: text(
      'Remove services that no longer send for the domain.',
      'Entfernen Sie Dienste, die nicht mehr für die Domain senden.',
    ),
    who: partner,
  },
  'spf-open': {
    what: (all) =>
      text(
        `The SPF record ends with ${all}: everybody may send for the domain.`,
        `Der SPF-Eintrag endet mit ${all}: Jeder darf für die Domain senden.`,
      ),
    todo: text(
      'Replace the record; ~all marks what others send.',
      'Ersetzen Sie den Eintrag; ~all kennzeichnet, was andere senden.',
    ),
    who: partner,
  },
  'spf-broken': {
    what: (name) =>
      text(
        `The SPF record includes ${name}, which has not exactly one SPF record. Receivers treat it as an error.`,
        `Der SPF-Eintrag verweist auf ${name}, wo nicht genau ein SPF-Eintrag steht. Empfänger werten das als Fehler.`,
      ),
    todo: text(
      'Remove the part with this name, or correct it.',
      'Entfernen Sie den Teil mit diesem Namen oder berichtigen Sie ihn.',
    ),
    who: partner,
  },
} satisfies Record<string, Finding>
