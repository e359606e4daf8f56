import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { z } from 'zod'
import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'
import { StartProblem } from './start-problem.ts'

type Transaction = Prisma.TransactionClient

const rowsAtOnce = 200
const options = {
  isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead,
  timeout: 60 * 60_000,
  maxWait: 10_000,
}
const heading = z.object({
  mailroom: z.literal('export'),
  migrations: z.array(z.string()),
  /** The last number each column has given out, also to rows that are gone. */
  numbers: z.array(z.object({ table: z.string(), column: z.string(), last: z.string() })),
})
type Numbers = z.output<typeof heading>['numbers']
const tableHeading = z.object({ table: z.string(), rows: z.int().min(0) })
const notComplete = 'The file is not a complete export of Mailroom. Nothing was imported.'

/**
 * Writes all rows as lines of JSON and ends `to`: a line with the migrations, then for each table a line with its
 * name and the number of its rows, and the rows. PostgreSQL writes and reads the rows, so no value changes its type.
 */
export async function exportDatabase(db: Database, to: Writable): Promise<void> {
  await db.$transaction(async (tx) => {
    const [migrations, numbers] = [await migrationsOf(tx), await numbersOf(tx)]
    await write(to, JSON.stringify({ mailroom: 'export', migrations, numbers }))
    for (const table of await tablesOf(tx)) await exportTable(tx, table, to)
  }, options)
  to.end()
  await finished(to)
}

/** Reads what `exportDatabase` wrote into an empty database, all of it or nothing. Answers the number of rows. */
export async function importDatabase(db: Database, from: Readable): Promise<number> {
  const lines = createInterface({ input: from })[Symbol.asyncIterator]()

  return db.$transaction(async (tx) => {
    const tables = new Set(await tablesOf(tx))
    await refuseUnlessEmpty(tx, tables)
    const { migrations, numbers } = read(heading, await next(lines))
    await refuseOtherMigrations(tx, migrations)
    let count = 0
    while (tables.size > 0) {
      const { table, rows } = read(tableHeading, await next(lines))
      if (!tables.delete(table)) throw new StartProblem(notComplete)
      await importTable(tx, table, rows, lines)
      count += rows
    }
    await moveSequences(tx, numbers)

    return count
  }, options)
}

async function exportTable(tx: Transaction, table: string, to: Writable): Promise<void> {
  const [counted] = await tx.$queryRawUnsafe<{ rows: number }[]>(
    `SELECT count(*)::int AS rows FROM "${table}"`,
  )
  await write(to, JSON.stringify({ table, rows: counted?.rows ?? 0 }))
  await tx.$executeRawUnsafe(`DECLARE export CURSOR FOR SELECT row_to_json(t)::text AS row FROM "${table}" t`)
  for (;;) {
    const rows = await tx.$queryRawUnsafe<{ row: string }[]>(`FETCH ${rowsAtOnce} FROM export`)
    if (rows.length === 0) break
    for (const { row } of rows) await write(to, row)
  }
  await tx.$executeRawUnsafe('CLOSE export')
}

async function importTable(
  tx: Transaction,
  table: string,
  rows: number,
  lines: AsyncIterator<string>,
): Promise<void> {
  for (let left = rows; left > 0; left -= rowsAtOnce) {
    const batch: string[] = []
    while (batch.length < Math.min(left, rowsAtOnce)) batch.push(await next(lines))
    await tx
      .$executeRawUnsafe(
        `INSERT INTO "${table}" SELECT * FROM json_populate_recordset(NULL::"${table}", $1::text::json)`,
        `[${batch.join(',')}]`,
      )
      .catch((error: unknown) => {
        // The file may end in the middle of a row.
        for (const row of batch) read(z.unknown(), row)
        throw error
      })
  }
}

/** Tables others refer to come before those. */
async function tablesOf(tx: Transaction): Promise<string[]> {
  const tables = await tx.$queryRaw<{ name: string; needs: string[] }[]>`
    SELECT c.relname AS name,
      array(SELECT DISTINCT f.confrelid::regclass::text FROM pg_constraint f
        WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid) AS needs
    FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND c.relname <> '_prisma_migrations' ORDER BY c.relname`
  const ordered: string[] = []
  while (ordered.length < tables.length) {
    const ready = tables.find(
      ({ name, needs }) =>
        !ordered.includes(name) && needs.every((needed) => ordered.includes(needed.replaceAll('"', ''))),
    )
    if (ready === undefined) throw new Error('Tables refer to each other in a circle.')
    ordered.push(ready.name)
  }

  return ordered
}

/** Names of the migrations the database has, oldest first. */
export async function migrationsOf(tx: Transaction): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT migration_name AS name FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`

  return rows.map(({ name }) => name)
}

async function refuseUnlessEmpty(tx: Transaction, tables: Iterable<string>): Promise<void> {
  for (const table of tables) {
    const rows = await tx.$queryRawUnsafe<unknown[]>(`SELECT 1 FROM "${table}" LIMIT 1`)
    if (rows.length > 0) {
      throw new StartProblem(`The database is not empty: there are rows in ${table}. Import into a new one.`)
    }
  }
}

async function refuseOtherMigrations(tx: Transaction, exported: string[]): Promise<void> {
  const own = await migrationsOf(tx)
  if (own.join() === exported.join()) return
  throw new StartProblem(
    'The file was exported by another version of Mailroom. Export and import with the same one.',
  )
}

/** What numbered columns have given out; one that has not begun is not among them. */
async function numbersOf(tx: Transaction): Promise<Numbers> {
  return tx.$queryRaw<Numbers>`
    SELECT c.table_name AS table, c.column_name AS column, s.last_value::text AS last
    FROM information_schema.columns c JOIN pg_sequences s ON s.schemaname = 'public'
      AND pg_get_serial_sequence(quote_ident(c.table_name), c.column_name)
        = 'public.' || quote_ident(s.sequencename)
    WHERE c.table_schema = 'public' AND c.column_default LIKE 'nextval(%' AND s.last_value IS NOT NULL
    ORDER BY 1, 2`
}

/**
 * Numbers continue where the exporting database stood, not after its last row: a number that somebody has seen, and
 * whose row is gone, must not come again.
 */
async function moveSequences(tx: Transaction, numbers: Numbers): Promise<void> {
  for (const { table, column, last } of numbers)
    await tx.$queryRaw`SELECT setval(pg_get_serial_sequence(${`"${table}"`}, ${column}), ${BigInt(last)})::text`
}

function read<Schema extends z.ZodType>(schema: Schema, line: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(line))
  } catch (cause) {
    throw new StartProblem(notComplete, { cause })
  }
}

async function next(lines: AsyncIterator<string>): Promise<string> {
  const { value, done } = await lines.next()
  if (done) throw new StartProblem(notComplete)

  return value
}

async function write(to: Writable, line: string): Promise<void> {
  if (!to.write(`${line}\n`)) await new Promise((drained) => to.once('drain', drained))
}
