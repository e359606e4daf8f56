import type { Database } from './database.ts'
import { countByKey, placeIn, rowsOf, type SealedColumn, sealedColumns } from './sealed-columns.ts'
import { type KeyRing, SecretUnreadable } from './secrets.ts'
import { proveKeys } from './verify-keys.ts'

/** A server with other keys that never stops writing would keep us here. */
const mostRounds = 10

type Sealed = string | Uint8Array<ArrayBuffer>

/** A value that does not open. */
export interface Unreadable {
  table: string
  column: string
  row: string
  /** The key it says it was sealed with. */
  keyId: string | undefined
}

export interface KeyReport {
  /** Values by the id of the key that sealed them. */
  counts: Map<string, number>
  unreadable: Unreadable[]
}

interface Round {
  written: number
  /** Changed by someone else between reading and writing. */
  missed: number
  unreadable: Unreadable[]
}

/**
 * Seals every value anew that was not sealed with the first key. Row by row, each only if it is still what was read,
 * so it may be stopped at any point and run again, and servers that know all keys may run meanwhile. What does not open
 * is left as it is, and told. Throws KeyProblem for a key that is not the one it claims to be.
 */
export async function rotateKeys(db: Database, keys: KeyRing): Promise<KeyReport> {
  await proveKeys(db, keys)
  let last = await rotateOnce(db, keys)
  for (let round = 1; round < mostRounds && last.written + last.missed > 0; round++) {
    last = await rotateOnce(db, keys)
  }

  return { counts: await countByKey(db), unreadable: last.unreadable }
}

/** Opens every value once, and counts them. */
export async function openAll(db: Database, keys: KeyRing): Promise<KeyReport> {
  const unreadable: Unreadable[] = []
  for (const column of sealedColumns) {
    for (const row of await rowsOf(db, column)) {
      const sealed = await read(db, column, row)
      const reason = sealed && whyUnreadable(() => open(keys, sealed, placeIn(column, row)))
      if (reason) unreadable.push(named(column, row, reason))
    }
  }

  return { counts: await countByKey(db), unreadable }
}

async function rotateOnce(db: Database, keys: KeyRing): Promise<Round> {
  const round: Round = { written: 0, missed: 0, unreadable: [] }
  for (const column of sealedColumns) {
    for (const row of await rowsOf(db, column, keys.ids[0]))
      await rotateValue(db, keys, { column, row, round })
  }

  return round
}

async function rotateValue(
  db: Database,
  keys: KeyRing,
  { column, row, round }: { column: SealedColumn; row: string; round: Round },
): Promise<void> {
  const before = await read(db, column, row)
  if (before === undefined) return
  let after = before
  const reason = whyUnreadable(() => {
    after = sealAnew(keys, before, placeIn(column, row))
  })
  if (reason) round.unreadable.push(named(column, row, reason))
  else if (await replace(db, column, { row, before, after })) round.written += 1
  else round.missed += 1
}

/** Undefined when there is nothing left to read. */
async function read(
  db: Database,
  { table, column, id }: SealedColumn,
  row: string,
): Promise<Sealed | undefined> {
  const [found] = await db.$queryRawUnsafe<{ sealed: Sealed }[]>(
    `SELECT "${column}" AS sealed FROM "${table}" WHERE "id" = $1::${id} AND length("${column}") > 0`,
    row,
  )

  return found?.sealed
}

async function replace(
  db: Database,
  { table, column, id }: SealedColumn,
  { row, before, after }: { row: string; before: Sealed; after: Sealed },
): Promise<boolean> {
  const count = await db.$executeRawUnsafe(
    `UPDATE "${table}" SET "${column}" = $3 WHERE "id" = $1::${id} AND "${column}" = $2`,
    row,
    before,
    after,
  )

  return count > 0
}

function open(keys: KeyRing, sealed: Sealed, place: string): void {
  if (typeof sealed === 'string') keys.open(sealed, place)
  else keys.openBytes(sealed, place)
}

function sealAnew(keys: KeyRing, sealed: Sealed, place: string): Sealed {
  return typeof sealed === 'string'
    ? keys.seal(keys.open(sealed, place), place)
    : new Uint8Array(keys.sealBytes(keys.openBytes(sealed, place), place))
}

function whyUnreadable(work: () => void): SecretUnreadable | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof SecretUnreadable) return error
    throw error
  }
}

function named({ table, column }: SealedColumn, row: string, { keyId }: SecretUnreadable): Unreadable {
  return { table, column, row, keyId }
}
