import { eml, type MailCase, plainHead } from './mail-case.ts'

const esc = '\x1b'

/** Texts in old and wrong encodings. */
export const encodings: MailCase[] = [
  {
    name: 'Japanese in ISO-2022-JP, in subject and text',
    raw: eml`From: =?ISO-2022-JP?B?GyRCOzM4fRsoQg==?= <yamaguchi@example.jp>
Subject: =?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=
Content-Type: text/plain; charset=ISO-2022-JP

${esc}$B$3$s$K$A$O${esc}(B
`,
    facts: {
      subject: 'こんにちは',
      from: { name: '山口', address: 'yamaguchi@example.jp' },
      text: 'こんにちは\n',
    },
  },
  {
    name: 'Chinese in GB18030',
    raw: eml`${plainHead}Content-Type: text/plain; charset=gb18030

\xC4\xE3\xBA\xC3
`,
    facts: { text: '你好\n' },
  },
  {
    name: 'German in windows-1252, with the euro and quotes that ISO-8859-1 has not',
    raw: eml`${plainHead}Content-Type: text/plain; charset=windows-1252

Gr\xFC\xDFe \x84f\xFCr\x93 5 \x80
`,
    facts: { text: 'Grüße „für“ 5 €\n' },
  },
  {
    name: 'bytes in the header that no encoding was declared for: UTF-8',
    raw: Buffer.from('From: Jürgen Müller <jm@example.com>\r\nSubject: Grüße\r\n\r\nx'),
    facts: { subject: 'Grüße', from: { name: 'Jürgen Müller', address: 'jm@example.com' } },
  },
  {
    name: 'bytes in the header that no encoding was declared for: windows-1252',
    raw: eml`From: J\xFCrgen M\xFCller <jm@example.com>
Subject: Gr\xFC\xDFe

x`,
    facts: { subject: 'Grüße', from: { name: 'Jürgen Müller', address: 'jm@example.com' } },
  },
  {
    name: 'UTF-7, which could hide markup, stays what it is',
    raw: eml`${plainHead}Content-Type: text/html; charset=utf-7

+ADw-script+AD4-alert(1)+ADw-/script+AD4-`,
    facts: { html: '+ADw-script+AD4-alert(1)+ADw-/script+AD4-' },
  },
  {
    name: 'an encoding that lies: windows-1252 called UTF-8',
    raw: eml`${plainHead}Content-Type: text/plain; charset=utf-8

Gr\xFC\xDFe`,
    facts: { text: 'Gr\ufffd\ufffde' },
  },
  {
    name: 'an encoding that nobody knows',
    raw: eml`${plainHead}Content-Type: text/plain; charset=x-klingon

Hallo`,
    facts: { text: 'Hallo' },
  },
  {
    name: 'encoded words that are broken in several ways',
    raw: eml`From: =?utf-8?Q?J=C3=BC?= =?utf-8?Q?rgen?= <jm@example.com>
Subject: =?utf-8?B?R3LDvMOf?= =?utf-8?X?zzz?= =?utf-8?Q?=ZZ=C3?= =?nirgends?Q?a?= =?utf-8

x`,
    facts: { from: { name: 'Jürgen', address: 'jm@example.com' } },
  },
  {
    name: 'a character split over two encoded words',
    raw: eml`Subject: =?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=

x`,
    facts: { subject: 'Grüße' },
  },
  {
    name: 'NUL bytes and halves of characters, which the database refuses',
    raw: Buffer.concat([
      Buffer.from(
        'Subject: a\0b =?utf-16?B?2AA=?= =?utf-8?Q?=ED=A0=80?=\r\nFrom: "K\0" <k@example.com>\r\n\r\n',
      ),
      Buffer.from('x\0y'),
    ]),
    facts: { text: 'xy' },
  },
  {
    name: 'a name that shows another address, and one that turns around',
    raw: eml`From: =?utf-8?Q?=22chef=40bank.example=22_=3Cchef=40bank.example=3E?= <dieb@example.com>
To: =?utf-8?B?4oCuZ3BqLmV4ZQ==?= <x@example.com>

x`,
    facts: {
      from: { name: '"chef@bank.example" <chef@bank.example>', address: 'dieb@example.com' },
      to: [{ name: 'gpj.exe', address: 'x@example.com' }],
    },
  },
]
