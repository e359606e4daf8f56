import { Prisma } from './generated/client.ts'

/** The time as SQL: the database's clock, so that all processes mean the same. Tests move it. */
export type DatabaseClock = () => Prisma.Sql

export const databaseClock: DatabaseClock = () => Prisma.sql`clock_timestamp()`

/** A moment this many seconds later. */
export function later(at: Prisma.Sql, seconds: number): Prisma.Sql {
  return Prisma.sql`(${at} + ${seconds}::float8 * interval '1 second')`
}
