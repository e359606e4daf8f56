import type { ParsedReceived, ReceivedLimit } from '../../../src/inbox/received.ts'

/** A difficult mail, and what must come of it. */
export interface MailCase {
  name: string
  raw: Buffer
  /** Parts of what is read; where it is absent, `limit` is hit. */
  facts?: Partial<Record<keyof ParsedReceived, unknown>>
  limit?: ReceivedLimit
}

/** Text, with bytes above 7F as `\xFC`; bare line feeds become CRLF. */
export function eml(strings: TemplateStringsArray, ...values: string[]): Buffer {
  return Buffer.from(String.raw({ raw: strings }, ...values).replace(/\r?\n/g, '\r\n'), 'latin1')
}

export const plainHead = `From: Kundin <kundin@example.com>
To: info@mein-shop.example
Subject: Frage
Message-ID: <frage@example.com>
MIME-Version: 1.0
`
