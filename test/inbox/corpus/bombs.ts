import { type MailCase, plainHead } from './mail-case.ts'

const head = plainHead.replaceAll('\n', '\r\n')
const many = (piece: string, times: number) => Buffer.from(piece.repeat(times))
const after = (start: string, piece: string, times: number) =>
  Buffer.concat([Buffer.from(start), many(piece, times)])

/** Mails that are made to cost time or memory. */
export const bombs: MailCase[] = [
  { name: 'a million header lines', raw: after('', 'X: y\r\n', 1_000_000), limit: 'header' },
  { name: 'three hundred short header lines', raw: after(head, 'X: y\r\n', 300), limit: 'headers' },
  { name: 'ten megabytes of brackets in From', raw: after('From: ', '(', 10_000_000), limit: 'header' },
  {
    name: 'as many brackets in From as a header may have',
    raw: Buffer.concat([after('Subject: Klammern\r\nFrom: ', '(', 60_000), Buffer.from('\r\n\r\nx')]),
    facts: { subject: 'Klammern' },
  },
  {
    name: 'quotes and commas in To',
    raw: Buffer.concat([after('Subject: Kommas\r\nTo: ', '"<,', 20_000), Buffer.from('\r\n\r\nx')]),
    facts: { subject: 'Kommas' },
  },
  {
    name: 'a header line folded to a megabyte',
    raw: after('Subject: a', '\r\n b', 250_000),
    limit: 'header',
  },
  {
    name: 'a header of a part of a megabyte',
    raw: after(`${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX-A: `, 'a\r\n ', 250_000),
    limit: 'header',
  },
  {
    name: 'a hundred thousand parts',
    raw: after(`${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n`, '--b\r\n\r\nx\r\n', 100_000),
    limit: 'parts',
  },
  {
    name: 'two hundred attachments',
    raw: after(
      `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n`,
      '--b\r\nContent-Type: application/pdf\r\n\r\nx\r\n',
      200,
    ),
    limit: 'attachments',
  },
  {
    name: 'parts within parts, five thousand deep',
    raw: Buffer.from(
      head +
        Array.from(
          { length: 5000 },
          (_, no) => `Content-Type: multipart/mixed; boundary=b${no}\r\n\r\n--b${no}\r\n`,
        ).join(''),
    ),
    limit: 'parts',
  },
  {
    name: 'soft line breaks of quoted-printable and nothing else',
    raw: after(`${head}Content-Transfer-Encoding: quoted-printable\r\n\r\n`, '=\r\n', 200_000),
    facts: { subject: 'Frage' },
  },
  {
    name: 'three megabytes of text',
    raw: after(`${head}\r\n`, `${'x'.repeat(70)}\r\n`, 42_000),
    limit: 'text',
  },
  {
    name: 'three megabytes of HTML',
    raw: after(`${head}Content-Type: text/html\r\n\r\n`, '<b>x</b>', 380_000),
    limit: 'html',
  },
  {
    name: 'HTML nested a hundred thousand deep',
    raw: after(`${head}Content-Type: text/html\r\n\r\n`, '<div>', 100_000),
    facts: { subject: 'Frage' },
  },
  {
    name: 'table cells that never end',
    raw: after(`${head}Content-Type: text/html\r\n\r\n`, '<table><td>', 20_000),
    facts: { subject: 'Frage' },
  },
  {
    name: 'four thousand encoded words in the subject',
    raw: Buffer.concat([after('Subject:', ' =?utf-8?Q?=C3=BC?=', 3000), Buffer.from('\r\n\r\nx')]),
    facts: { text: 'x' },
  },
  {
    name: 'an attachment of 26 megabytes',
    raw: after(
      `${head}Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: binary\r\n\r\n`,
      'x'.repeat(1000),
      27_300,
    ),
    limit: 'attachment',
  },
]
