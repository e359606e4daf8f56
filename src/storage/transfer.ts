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
const heading = z.object({ mailroom: z.literal('export'), migrations: z.array(z.string()) })
const tableHeading = z.object({ table: z.string(), rows: z.int().min(0) })
const notComplete = 'The file is not a complete export of Mailroom. Nothing was imported.'

/**
 * Writes all rows as lines of JSON and ends `to`: a line with the migrations, then for each table a line with its
 * name and the number of its rows, and the rows. PostgreSQL writes and reads the rows, so no value changes its type.
 */
export async function exportDatabase(db: Database, to: Writable): Promise<void> {
  await db.$transaction(async (tx) => {
    await write(to, JSON.stringify({ mailroom: 'export', migrations: await migrationsOf(tx) }))
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
    await refuseOtherMigrations(tx, read(heading, await next(lines)).migrations)
    let count = 0
    while (tables.size > 0) {
      const { table, rows } = read(tableHeading, await next(lines))
      if (!tables.delete(table)) throw new StartProblem(notComplete)
      await importTable(tx, table, rows, lines)
      count += rows
    }
    await moveSequences(tx)

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

/** Numbers given out from now on continue after the imported ones. */
async function moveSequences(tx: Transaction): Promise<void> {
  const columns = await tx.$queryRaw<{ table: string; column: string }[]>`
    SELECT table_name AS table, column_name AS column FROM information_schema.columns
    WHERE table_schema = 'public' AND column_default LIKE 'nextval(%'`
  for (const { table, column } of columns) {
    await tx.$queryRawUnsafe(
      `SELECT setval(pg_get_serial_sequence('"${table}"', '${column}'), max("${column}"))::text FROM "${table}"`,
    )
  }
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
