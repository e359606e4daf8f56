import { eml, type MailCase, plainHead } from './mail-case.ts'

const multipart = (rest: string) => `${plainHead}Content-Type: multipart/mixed; boundary="b"\n\n${rest}`

/** Mails that no standard allows. */
export const broken: MailCase[] = [
  { name: 'nothing at all', raw: Buffer.from(''), facts: { subject: undefined, from: undefined } },
  { name: 'a header without a body', raw: eml`Subject: Kopf`, facts: { subject: 'Kopf' } },
  {
    name: 'a body without a header',
    raw: eml`
Hallo, das ist nur Text.`,
    facts: { text: 'Hallo, das ist nur Text.' },
  },
  {
    name: 'no From, no Date, no Message-ID',
    raw: eml`Subject: Wer?

x`,
    facts: { subject: 'Wer?', from: undefined, date: undefined, messageId: undefined },
  },
  {
    name: 'a date that is none, and one in the year 9999',
    raw: eml`Date: gestern Abend
Subject: Wann?

x`,
    facts: { date: undefined },
  },
  {
    name: 'a date that no calendar has',
    raw: eml`Date: Tue, 24 Nov 99999 10:00:00 +0100

x`,
    facts: { date: undefined },
  },
  {
    name: 'line ends of CR only',
    raw: Buffer.from(`${plainHead}\nHallo\nWelt`.replaceAll('\n', '\r')),
    facts: { subject: 'Frage', text: 'Hallo\nWelt' },
  },
  {
    name: 'line ends of LF only, with a blank line of spaces in the header',
    raw: Buffer.from('Subject: LF\nFrom: k@example.com\n\nHallo'),
    facts: { subject: 'LF', text: 'Hallo' },
  },
  {
    name: 'a multipart without a boundary',
    raw: eml`${plainHead}Content-Type: multipart/mixed

--b

Hallo
--b--`,
    facts: { subject: 'Frage' },
  },
  {
    name: 'a multipart whose boundary never ends',
    raw: eml`${multipart('--b\nContent-Type: text/plain\n\nHallo')}`,
    facts: { text: 'Hallo' },
  },
  { name: 'a multipart without parts', raw: eml`${multipart('Vorwort')}`, facts: { attachments: [] } },
  {
    name: 'base64 that is none',
    raw: eml`${multipart('--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n!!!! not base64 ====\n--b--')}`,
    facts: { attachments: [expect0('a.pdf')] },
  },
  {
    name: 'an attachment with no name, and one with a name that leads out of its folder',
    raw: eml`${multipart(
      '--b\nContent-Type: application/pdf\n\nx\n--b\nContent-Disposition: attachment; filename="../../etc/passwd"\n\nx\n--b\nContent-Disposition: attachment; filename="C:\\\\x\\\\a\u0007<b>.exe"\n\nx\n--b--',
    )}`,
    facts: { attachments: [expect0('part-1'), expect0('passwd'), expect0('a_b_.exe')] },
  },
  {
    name: 'a header line that begins with a colon, one without a colon, and one twice',
    raw: eml`: leer
Subject: erste
dies ist keine Zeile
Subject: zweite
From: k@example.com

x`,
    facts: { subject: 'erste' },
  },
  {
    name: 'addresses that are none',
    raw: eml`From: <>
To: undisclosed-recipients:;, @, <a@b@c>, "unclosed <x@example.com>
Cc: Gruppe: eins@example.com, Zwei <zwei@example.com>;

x`,
    facts: {
      from: undefined,
      cc: [{ address: 'eins@example.com' }, { name: 'Zwei', address: 'zwei@example.com' }],
    },
  },
  {
    name: 'a Message-ID without brackets, and references with rubbish between',
    raw: eml`Message-ID: frage-1@example.com
References: <a@example.com>rubbish<b@example.com>
 <c@example.com>
In-Reply-To: Ihre Mail vom Montag <c@example.com>

x`,
    facts: {
      messageId: 'frage-1@example.com',
      references: ['<a@example.com>', '<b@example.com>', '<c@example.com>'],
      inReplyTo: ['<c@example.com>'],
    },
  },
  {
    name: 'field names that are members of every object',
    raw: eml`__proto__: x
constructor: y
List-__proto__: <https://example.com>
Subject: Prototyp

x`,
    facts: { subject: 'Prototyp' },
  },
]

/** An attachment of this name, of whatever size and type. */
function expect0(filename: string) {
  return { filename }
}
