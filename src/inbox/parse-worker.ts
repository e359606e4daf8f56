// Runs in a thread of its own: what a mail does to the parser happens to that thread alone.

import { readFormatted } from './formatted.ts'
import { LimitHit } from './mail-parts.ts'
import { readAttachment, readHead, readMail } from './mime.ts'
import type { Extracted, Formatted, Parsed, ParsedReceived } from './received.ts'

/** By their names called from parser.ts. */
export async function parse(raw: Uint8Array): Promise<Parsed> {
  try {
    return { mail: await readMail(raw) }
  } catch (error) {
    if (!(error instanceof LimitHit)) throw error

    return { limit: error.limit, head: await readHead(raw).catch(() => undefined) }
  }
}

export async function extract({ raw, no }: { raw: Uint8Array; no: number }): Promise<Extracted> {
  try {
    return { attachment: await readAttachment(raw, no) }
  } catch (error) {
    if (error instanceof LimitHit) return { limit: error.limit }
    throw error
  }
}

export async function format({
  raw,
  remoteImages,
}: {
  raw: Uint8Array
  remoteImages: boolean
}): Promise<Formatted> {
  try {
    return { html: await readFormatted(raw, remoteImages) }
  } catch (error) {
    if (error instanceof LimitHit) return { limit: error.limit }
    throw error
  }
}

export function head(raw: Uint8Array): Promise<ParsedReceived> {
  return readHead(raw)
}
