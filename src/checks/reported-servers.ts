import type { Failure } from '../failures/failure.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import type { Database } from '../storage/database.ts'

/** A mail server that is not archived, and its last connection test. Holds nothing sealed. */
export interface ReportedServer {
  name: string
  username: string | null
  host: string
  port: number
  lastTestState: 'running' | 'passed' | 'failed' | 'timed_out' | null
  lastTestAt: Date | null
  failure: Failure | undefined
}

const columns = {
  name: true,
  username: true,
  host: true,
  port: true,
  lastTestState: true,
  lastTestAt: true,
  lastTestFailure: true,
} as const

/** Outgoing ones first. */
export async function reportedServers(db: Database): Promise<ReportedServer[]> {
  const query = { where: { archivedAt: null }, orderBy: { name: 'asc' }, select: columns } as const
  const [outgoing, incoming] = await Promise.all([
    db.outgoingServer.findMany(query),
    db.incomingServer.findMany(query),
  ])

  return [...outgoing, ...incoming].map(({ lastTestFailure, ...server }) => ({
    ...server,
    failure: parseFailure(lastTestFailure),
  }))
}
