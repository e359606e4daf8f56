import { eml, type MailCase, plainHead } from './mail-case.ts'

const recipients = Array.from({ length: 1000 }, (_, no) => `kunde-${no}@example.com`)

/** A mail within a mail within a mail. */
function nestedMail(depth: number): string {
  let mail = 'Subject: innen\n\nHallo'
  for (let level = 0; level < depth; level++)
    mail = `Subject: Ebene ${level}\nContent-Type: message/rfc822\n\n${mail}`

  return mail
}

function nestedMultipart(depth: number): string {
  let part = 'Content-Type: text/plain\n\nganz innen'
  for (let level = 0; level < depth; level++)
    part = `Content-Type: multipart/mixed; boundary="b${level}-"\n\n--b${level}-\n${part}\n--b${level}---`

  return part
}

/** Mails that are allowed, and seldom. */
export const structures: MailCase[] = [
  {
    name: 'a thousand recipients',
    raw: eml`From: k@example.com
To: ${recipients.join(',\n ')}
Subject: Verteiler

x`,
    facts: { subject: 'Verteiler', to: recipients.map((address) => ({ address })) },
  },
  {
    name: 'mails nested a hundred deep are one attachment',
    raw: eml`${nestedMail(100)}`,
    facts: { subject: 'Ebene 99', attachments: [{ filename: 'part-1.eml', contentType: 'message/rfc822' }] },
  },
  {
    name: 'a mail that wants to be shown within another stays an attachment',
    raw: eml`${plainHead}Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

Siehe unten
--b
Content-Type: message/rfc822
Content-Disposition: inline

Subject: innen

geheim
--b--`,
    facts: { text: 'Siehe unten', attachments: [{ filename: 'part-1.eml' }] },
  },
  {
    name: 'text within fifty parts is read',
    raw: eml`${plainHead}${nestedMultipart(50)}`,
    facts: { subject: 'Frage', text: 'ganz innen' },
  },
  {
    name: 'text within fifty-one parts',
    raw: eml`${plainHead}${nestedMultipart(51)}`,
    limit: 'depth',
  },
  {
    name: 'an attachment within fifty parts is read',
    raw: eml`${plainHead}${nestedMultipart(50).replace('text/plain', 'application/pdf')}`,
    facts: { subject: 'Frage', attachments: [{ contentType: 'application/pdf' }] },
  },
  {
    name: 'an attachment nested a hundred deep',
    raw: eml`${plainHead}${nestedMultipart(100).replace('text/plain', 'application/pdf')}`,
    limit: 'depth',
  },
  {
    name: 'text, HTML, a picture in it, and an attachment',
    raw: eml`${plainHead}Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/related; boundary=r

--r
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain

Hallo
--a
Content-Type: text/html

<p>Hallo <img src="cid:logo@shop"></p>
--a--
--r
Content-Type: image/png; name=logo.png
Content-ID: <logo@shop>
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--r--
--m
Content-Type: application/pdf
Content-Disposition: attachment; filename*=UTF-8''Rechnung%20M%C3%BCller.pdf
Content-Transfer-Encoding: base64

JVBERi0=
--m--`,
    facts: {
      text: 'Hallo',
      html: '<p>Hallo <img src="cid:logo@shop"></p>',
      attachments: [
        { no: 0, filename: 'logo.png', contentType: 'image/png', size: 8, cid: 'logo@shop', isInline: true },
        { no: 1, filename: 'Rechnung Müller.pdf', contentType: 'application/pdf', size: 5, isInline: false },
      ],
    },
  },
  {
    name: 'winmail.dat, Outlook’s own form, is kept as it is',
    raw: eml`${plainHead}Content-Type: application/ms-tnef; name="winmail.dat"
Content-Transfer-Encoding: base64

eJ8+IhAA`,
    facts: { attachments: [{ filename: 'winmail.dat', contentType: 'application/ms-tnef', size: 6 }] },
  },
  {
    name: 'an invitation to a meeting',
    raw: eml`${plainHead}Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain

Einladung
--b
Content-Type: text/calendar; method=REQUEST; charset=utf-8

BEGIN:VCALENDAR
END:VCALENDAR
--b--`,
    facts: { text: 'Einladung', attachments: [{ filename: 'part-1.ics', contentType: 'text/calendar' }] },
  },
  {
    name: 'S/MIME: signed',
    raw: eml`${plainHead}Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary=b

--b
Content-Type: text/plain

Unterschrieben
--b
Content-Type: application/pkcs7-signature; name=smime.p7s
Content-Transfer-Encoding: base64

MIIB
--b--`,
    facts: { text: 'Unterschrieben', attachments: [{ filename: 'smime.p7s' }] },
  },
  {
    name: 'S/MIME: encrypted as a whole',
    raw: eml`${plainHead}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m
Content-Transfer-Encoding: base64

MIIB`,
    facts: { text: undefined, attachments: [{ filename: 'smime.p7m', size: 3 }] },
  },
  {
    name: 'an archive that would unpack to petabytes is never opened',
    raw: eml`${plainHead}Content-Type: application/zip; name=42.zip
Content-Transfer-Encoding: base64

UEsDBBQAAAAIAA==`,
    facts: { attachments: [{ filename: '42.zip', size: 10 }] },
  },
  {
    name: 'flowed text (RFC 3676)',
    raw: eml`${plainHead}Content-Type: text/plain; format=flowed

Ein Satz, der 
weitergeht.
`,
    facts: { text: 'Ein Satz, der weitergeht.' },
  },
]
