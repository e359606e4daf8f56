import type { PrismaClient } from './generated/client.ts'

/** The database as every feature sees it: PostgreSQL, embedded or on a server. */
export type Database = PrismaClient
