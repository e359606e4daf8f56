import { createHmac } from 'node:crypto'
import type { ActivityEntry, Prisma } from '../storage/generated/client.ts'

/** What a link vouches for; `search` is made from it. */
export type Linked = Omit<ActivityEntry, 'search'>

export interface Head {
  no: bigint
  mac: string
}

/** The link before the first one vouches for when the chain was begun: a new chain cannot pass for an old one. */
export function beginningMac(key: Buffer, startedAt: Date): string {
  return macOf(key, `begun ${startedAt.toISOString()}`)
}

/** HMAC-SHA-256 over the link before and the entry. */
export function linkMac(key: Buffer, before: string, entry: Linked): string {
  return macOf(key, `${before}\n${canonical(entry)}`)
}

/** `12:Xy…`, as the log and the command line have it. */
export function headText({ no, mac }: Head): string {
  return `${no}:${mac}`
}

/** Undefined for anything else. */
export function parseHead(text: string): Head | undefined {
  const [, no, mac] = /^(\d{1,18}):([\w-]{43})$/.exec(text.trim()) ?? []

  return no && mac ? { no: BigInt(no), mac } : undefined
}

function macOf(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

/** The same text for the same content, in whatever order PostgreSQL gives the names of a JSON value. */
function canonical({
  id,
  at,
  adminId,
  adminName,
  what,
  subject,
  subjectId,
  detail,
  changes,
}: Linked): string {
  const parts = [adminId, adminName, what, subject, subjectId, sorted(detail), sorted(changes)]

  return JSON.stringify([String(id), at.toISOString(), ...parts])
}

function sorted(value: Prisma.JsonValue | undefined): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const names = Object.keys(value).sort()

  return names.map((name) => [name, sorted(value[name])])
}
