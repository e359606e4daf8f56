import { Writable } from 'node:stream'
import type { Database } from '../../src/storage/database.ts'

/** A longer secret is looked for in pieces of this length, because it could have been cut. */
const pieceLength = 40

export interface Canary {
  name: string
  value: string
}

export interface Place {
  name: string
  text: string
}

/** Every place in which a canary stands, in whatever spelling. */
export function findCanaries(canaries: readonly Canary[], places: readonly Place[]): string[] {
  const found: string[] = []
  const different = new Map(canaries.map((canary) => [canary.value, canary])).values()
  for (const { name, value } of different)
    for (const [spelling, words] of spellingsOf(value))
      for (const place of places)
        if (place.text.includes(words)) found.push(`${name}, ${spelling}, in ${place.name}`)

  return found
}

/** All that could be made of a secret on its way out. XOAUTH2 and AUTH PLAIN are base64 with something before it. */
export function spellingsOf(value: string): [spelling: string, words: string][] {
  return piecesOf(value).flatMap((piece) => {
    const spelled: [string, string][] = [
      ['as it is', piece],
      ['in an address', encodeURIComponent(piece)],
      ['in a form', new URLSearchParams({ a: piece }).toString().slice(2)],
      ['in JSON', JSON.stringify(piece).slice(1, -1)],
      ['in HTML', piece.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')],
      ['in hex', Buffer.from(piece).toString('hex')],
      ...[0, 1, 2].map((shift): [string, string] => [`in base64 (${shift})`, base64(piece, shift)]),
    ]
    const safe = spelled.map(([name, words]): [string, string] => [name, words.replace(/[+/]/g, urlSafe)])
    const all = new Map([...spelled, ...safe].map(([name, words]) => [words, name]))

    return [...all].map(([words, name]): [string, string] => [name, words])
  })
}

function urlSafe(sign: string): string {
  return sign === '+' ? '-' : '_'
}

function piecesOf(value: string): string[] {
  if (value.length <= pieceLength * 1.5) return [value]
  const middle = Math.floor((value.length - pieceLength) / 2)

  return [value.slice(0, pieceLength), value.slice(middle, middle + pieceLength), value.slice(-pieceLength)]
}

/** The characters that depend on the piece alone, when `shift` bytes stand before it. */
function base64(piece: string, shift: number): string {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(piece)])
  const ofOthers = Math.ceil((shift * 8) / 6)

  return bytes
    .toString('base64')
    .replaceAll('=', '')
    .slice(ofOthers, Math.floor((bytes.length * 8) / 6))
}

/** Every row of every table, as JSON. */
export async function dump(db: Database, when: string): Promise<Place[]> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`
  const places: Place[] = []
  for (const { name } of tables) {
    const rows = await db.$queryRawUnsafe<{ row: unknown }[]>(`SELECT to_jsonb(t) AS row FROM "${name}" t`)
    places.push({ name: `table ${name}, ${when}`, text: JSON.stringify(rows) })
  }

  return places
}

/** Takes the lines of a log. */
export function createLogBook() {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })

  return { lines, stream }
}
