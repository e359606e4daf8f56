import { randomBytes } from 'node:crypto'
import type { Dovecot } from '../dovecot.ts'

const atOnce = 16
const megabyte = 1024 * 1024

/** Bytes of a mail: mostly text, one in 50 with a picture, a few of the largest that Exchange takes. */
function sizeOf(no: number): number {
  if (no % 3333 === 500) return 25 * megabyte
  if (no % 1000 === 700) return 3 * megabyte
  if (no % 50 === 7) return 200_000

  return 4000 + ((no * 7919) % 10_000)
}

/** As Maildir has it, with bare line feeds; the bytes of the attachment repeat from megabyte to megabyte. */
export function mailOf(no: number, size = sizeOf(no)): string {
  const head = [
    `From: Clara <clara-${no % 97}@kunden.example>`,
    'To: Bestellungen <orders@mein-shop.example>',
    `Subject: Frage zur Bestellung ${no}`,
    `Date: ${new Date(1.7e12 + no * 60_000).toUTCString()}`,
    `Message-ID: <${no}@kunden.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=grenze',
    '',
    '--grenze',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Guten Tag,\nwann kommt meine Bestellung?\n',
    '--grenze',
    'Content-Type: application/pdf; name=beleg.pdf',
    'Content-Transfer-Encoding: base64',
    '',
    '',
  ].join('\n')
  const line = 76
  const block = randomBytes((Math.min(size, megabyte) * 3) / 4).toString('base64')
  const lines = (block.match(/.{1,76}/g) ?? []).join('\n')
  const length = Math.max(0, size - head.length - Math.ceil(size / line))

  return `${head}${`${lines}\n`.repeat(Math.ceil(length / lines.length)).slice(0, length)}\n--grenze--\n`
}

/** Puts so many mails into a mailbox; answers how many bytes they have as files. */
export async function fill(dovecot: Dovecot, address: string, mails: number): Promise<number> {
  let no = 0
  let bytes = 0
  async function deliver(): Promise<void> {
    while (no < mails) {
      const mail = mailOf(no++)
      bytes += mail.length
      await dovecot.deliver(address, mail)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, deliver))

  return bytes
}
