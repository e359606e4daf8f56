import { text } from '../language/text.ts'
import type { Finding } from './finding.ts'

const partner = 'hosting-partner'

/** What is found in the records of a sending domain, but for SPF. */
export const domainFindings = {
  'dns-unanswered': {
    what: (answer) =>
      text(
        `DNS gave no answer (${answer}). Whether the record is right is not known.`,
        `DNS gab keine Antwort (${answer}). Ob der Eintrag stimmt, ist nicht bekannt.`,
      ),
    todo: text(
      'Run the checks again later. If it stays so, ask whoever hosts the domain.',
      'Führen Sie die Prüfungen später erneut aus. Bleibt es dabei, fragen Sie den Anbieter der Domain.',
    ),
    who: partner,
  },
  'dkim-missing': {
    what: () =>
      text(
        'The DKIM record is missing. Mail is then not signed by your domain.',
        'Der DKIM-Eintrag fehlt. E-Mails sind dann nicht von Ihrer Domain signiert.',
      ),
    todo: text(
      'Add the record with the value from the Defender portal, then switch signing on there.',
      'Legen Sie den Eintrag mit dem Wert aus dem Defender-Portal an und schalten Sie dort die Signatur ein.',
    ),
    who: 'microsoft-admin',
  },
  'dkim-elsewhere': {
    what: () =>
      text(
        'The DKIM record does not lead to Microsoft’s key of this domain.',
        'Der DKIM-Eintrag führt nicht zum Schlüssel dieser Domain bei Microsoft.',
      ),
    todo: text(
      'Compare it with the value in the Defender portal.',
      'Vergleichen Sie ihn mit dem Wert im Defender-Portal.',
    ),
    who: 'microsoft-admin',
  },
  'dmarc-missing': {
    what: () =>
      text(
        'The domain has no DMARC record. Large receivers demand one.',
        'Die Domain hat keinen DMARC-Eintrag. Große Empfänger verlangen einen.',
      ),
    todo: text(
      'Add the record with an address that takes reports. Once SPF and DKIM pass everywhere, change p=none to p=quarantine.',
      'Legen Sie den Eintrag mit einer Adresse für Berichte an. Bestehen SPF und DKIM überall, ändern Sie p=none in p=quarantine.',
    ),
    who: partner,
  },
  'dmarc-twice': {
    what: () =>
      text(
        'There is more than one DMARC record. Receivers then take none.',
        'Es gibt mehr als einen DMARC-Eintrag. Empfänger beachten dann keinen.',
      ),
    todo: text('Delete all but one.', 'Löschen Sie alle bis auf einen.'),
    who: partner,
  },
  'dmarc-broken': {
    what: () =>
      text(
        'The DMARC record names no policy that receivers know.',
        'Der DMARC-Eintrag nennt keine Richtlinie, die Empfänger kennen.',
      ),
    todo: text(
      'Correct the record: p= is none, quarantine or reject.',
      'Berichtigen Sie den Eintrag: p= ist none, quarantine oder reject.',
    ),
    who: partner,
  },
  'dmarc-none': {
    what: () =>
      text(
        'DMARC only watches (p=none): forged mail of your domain is still delivered.',
        'DMARC beobachtet nur (p=none): Gefälschte E-Mails Ihrer Domain werden weiter zugestellt.',
      ),
    todo: text(
      'Once SPF and DKIM pass for all who send for you, change p=none to p=quarantine.',
      'Bestehen SPF und DKIM bei allen, die für Sie senden, ändern Sie p=none in p=quarantine.',
    ),
    who: partner,
  },
  'dmarc-no-reports': {
    what: () =>
      text(
        'The DMARC record has no address for reports (rua).',
        'Der DMARC-Eintrag hat keine Adresse für Berichte (rua).',
      ),
    todo: text(
      'Add rua=mailto: with an address that somebody reads.',
      'Ergänzen Sie rua=mailto: mit einer Adresse, die jemand liest.',
    ),
    who: partner,
  },
  'mx-elsewhere': {
    what: () =>
      text(
        'Mail to the domain arrives at another server than Microsoft’s. For sending this does not matter.',
        'E-Mails an die Domain kommen bei einem anderen Server als dem von Microsoft an. Für den Versand ist das ohne Bedeutung.',
      ),
  },
  'mx-missing': {
    what: () =>
      text(
        'The domain has no MX record: replies may not arrive.',
        'Die Domain hat keinen MX-Eintrag: Antworten kommen möglicherweise nicht an.',
      ),
  },
  'domain-of-microsoft': {
    what: () =>
      text(
        'This domain belongs to Microsoft: SPF and DKIM are preset. It has narrow limits for sending; a domain of your own is better.',
        'Diese Domain gehört Microsoft: SPF und DKIM sind voreingestellt. Für den Versand gelten enge Grenzen; eine eigene Domain ist besser.',
      ),
  },
  'domain-of-freemailer': {
    what: () =>
      text(
        'This domain belongs to a mail provider, so its records cannot be yours. Microsoft 365 may not send for it.',
        'Diese Domain gehört einem E-Mail-Anbieter, ihre Einträge können nicht Ihre sein. Microsoft 365 darf für sie nicht senden.',
      ),
    todo: text(
      'Send from an address of your own domain.',
      'Senden Sie von einer Adresse Ihrer eigenen Domain.',
    ),
    who: 'shop-admin',
  },
} satisfies Record<string, Finding>
