import type { Database } from './database.ts'

export interface SealedColumn {
  table: string
  /** `sealed…`; its row's key is the column `id`. */
  column: string
  id: 'uuid' | 'text'
  /** Mails are sealed as bytes. */
  form: 'text' | 'bytes'
  /** Of a sign-in that ends within minutes, or of the activity: without it nobody has to enter anything again. */
  passing: boolean
}

const lasting = { id: 'uuid', form: 'text', passing: false } as const
const passing = { ...lasting, passing: true } as const

/** Every column with sealed values: a new one is added here, and to `forgetSecrets`. */
export const sealedColumns: readonly SealedColumn[] = [
  { ...lasting, table: 'GeneralSettings', column: 'sealedClientSecret', id: 'text' },
  { ...lasting, table: 'GeneralSettings', column: 'sealedFormerClientSecret', id: 'text' },
  { ...lasting, table: 'OutlookAccount', column: 'sealedTokenCache' },
  { ...lasting, table: 'OutgoingServer', column: 'sealedPassword' },
  { ...lasting, table: 'IncomingServer', column: 'sealedPassword' },
  { ...lasting, table: 'OutboxMail', column: 'sealedMime', form: 'bytes' },
  { ...lasting, table: 'OutboxChunk', column: 'sealedPart', form: 'bytes' },
  { ...lasting, table: 'InboxMail', column: 'sealedRaw', form: 'bytes' },
  { ...lasting, table: 'InboxChunk', column: 'sealedPart', form: 'bytes' },
  { ...lasting, table: 'InboxSettings', column: 'sealedWebhookSecret', id: 'text' },
  { ...lasting, table: 'AlertSettings', column: 'sealedWebhookSecret', id: 'text' },
  { ...passing, table: 'OutlookSignIn', column: 'sealedVerifier' },
  { ...passing, table: 'OutlookSignIn', column: 'sealedNonce' },
  { ...passing, table: 'OutlookSignIn', column: 'sealedPending' },
  { ...passing, table: 'ActivityChain', column: 'sealedKey', id: 'text' },
]

/** What the features seal for: `OutgoingServer.password:<row id>` of OutgoingServer.sealedPassword. */
export function placeIn({ table, column }: SealedColumn, row: string): string {
  const name = column.slice('sealed'.length)

  return `${table}.${name.charAt(0).toLowerCase()}${name.slice(1)}:${row}`
}

/** How many values each key sealed, as they say themselves. What is not of the sealed form names no key. */
export async function countByKey(
  db: Database,
  columns: readonly SealedColumn[] = sealedColumns,
): Promise<Map<string, number>> {
  const each = columns.map((one) => `SELECT ${keyIdOf(one)} AS id FROM "${one.table}"`)
  const rows = await db.$queryRawUnsafe<{ id: string; count: number }[]>(
    `SELECT id, count(*)::int AS count FROM (${each.join(' UNION ALL ')}) AS every
     WHERE id IS NOT NULL GROUP BY id ORDER BY id`,
  )

  return new Map(rows.map(({ id, count }) => [id, count]))
}

/** Ids of the rows with a value, but for those that say they were sealed with `except`. */
export async function rowsOf(db: Database, of: SealedColumn, except = ''): Promise<string[]> {
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT "id"::text AS id FROM "${of.table}"
     WHERE length("${of.column}") > 0 AND ${keyIdOf(of)} IS DISTINCT FROM $1 ORDER BY 1`,
    except,
  )

  return rows.map(({ id }) => id)
}

/** In SQL. The key's id stands in the first bytes of a mail, at most 36; the rest is not fetched from the disk. */
function keyIdOf({ column, form }: SealedColumn): string {
  return form === 'text'
    ? `substring("${column}" from '^v1\\.([^.]+)\\.[^.]+\\.[^.]+$')`
    : `substring(encode(substring("${column}" from 1 for 40), 'escape') from '^v1\\.([^.]+)\\.')`
}
