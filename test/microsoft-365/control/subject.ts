import { headOf } from '../imap/envelope.ts'

/** The subject in readable letters (RFC 2047). */
export function subjectOf(source: Buffer): string {
  const line = /^subject:[ \t]*(.*(?:\r\n[ \t].*)*)$/im.exec(headOf(source))?.[1] ?? ''

  return line
    .replace(/\r\n[ \t]+/g, ' ')
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_all, encoding: string, text: string) =>
      (encoding.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : fromQuoted(text)).toString('utf8'),
    )
}

function fromQuoted(text: string): Buffer {
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

  return Buffer.from(bytes, 'latin1')
}
