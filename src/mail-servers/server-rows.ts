import { randomUUID } from 'node:crypto'
import type { Admin } from '../admin.ts'
import { NotFound, RuleBroken, SavedMeanwhile } from '../errors.ts'
import { mailboxOf, type Need, needsIn } from '../microsoft/outlook-account.ts'
import { type Database, uniqueViolation } from '../storage/database.ts'
import type { Secrets } from '../storage/secrets.ts'
import { mailServerTexts } from './texts.ts'

/** The fields of a server's form that outgoing and incoming servers store alike. */
export interface ConnectionInput {
  name: string
  priority: number
  signInWith: 'outlook' | 'password'
  username: string
  password: string | null
  host: string
  port: number
  encryption: 'starttls' | 'tls' | 'none'
  version: number
}

/** The stored side of the same fields. */
export interface ConnectionRow {
  id: string
  signInWith: 'outlook' | 'password'
  username: string | null
  sealedPassword: string | null
  host: string
  port: number
  encryption: 'starttls' | 'tls' | 'none'
  outlookAccountId: string | null
}

/** Both kinds of servers: what the activity tells of a change, by the name of the input. */
export const connectionFields = [
  'name',
  'signInWith',
  'username',
  'host',
  'port',
  'encryption',
  'priority',
] as const

/** Where a server's password is sealed: bound to its table and row. */
export function passwordPlace(table: 'OutgoingServer' | 'IncomingServer', id: string): string {
  return `${table}.password:${id}`
}

/** The columns of a new server. Throws RuleBroken when a password server comes without its password. */
export function newConnection(
  secrets: Secrets,
  table: 'OutgoingServer' | 'IncomingServer',
  input: ConnectionInput,
) {
  const id = randomUUID()
  if (input.signInWith === 'password' && !input.password)
    throw new RuleBroken(mailServerTexts.passwordMissing, { field: 'password' })
  const sealedPassword = input.password ? secrets.seal(input.password, passwordPlace(table, id)) : null

  return { id, ...connectionColumns(input), sealedPassword }
}

/**
 * The columns a save changes. An empty password keeps the stored one; an Outlook server drops it; with another user
 * name the connected account does not stay, because a token belongs to one mailbox. A stored password goes to the server
 * it was entered for and to no other: with another address, RuleBroken asks for it again.
 */
export function changedConnection(
  secrets: Secrets,
  table: 'OutgoingServer' | 'IncomingServer',
  before: ConnectionRow,
  input: ConnectionInput,
  now: Date,
) {
  const keepsPassword = input.signInWith === 'password' && !input.password
  if (keepsPassword && !before.sealedPassword)
    throw new RuleBroken(mailServerTexts.passwordMissing, { field: 'password' })
  if (keepsPassword && connectionChanged(before, input))
    throw new RuleBroken(mailServerTexts.passwordAgain, { field: 'password' })
  const sealedPassword = input.password ? secrets.seal(input.password, passwordPlace(table, before.id)) : null
  const keepsAccount = input.signInWith === 'outlook' && input.username === before.username

  const data = {
    ...connectionColumns(input),
    ...(keepsPassword ? {} : { sealedPassword }),
    ...(connectionChanged(before, input) ? { connectionChangedAt: now } : {}),
  }

  return { data, keepsAccount }
}

/** The account of this mailbox, when it is connected already, for another server, and may do what this one needs. */
export async function connectedAccount(
  db: Database,
  input: ConnectionInput,
  need: Need,
): Promise<string | null> {
  if (input.signInWith !== 'outlook') return null
  const account = await db.outlookAccount.findUnique({
    where: { mailbox: mailboxOf(input.username) },
    select: { id: true, scopes: true },
  })

  return account && needsIn(account.scopes).has(need) ? account.id : null
}

/** The part of a query that finds out whether someone is at Microsoft for this server right now. */
export function openSignIns(now: Date) {
  return { where: { usedAt: null, expiresAt: { gt: now } }, select: { id: true }, take: 1 } as const
}

/** True when a connection test made before the save says nothing about the server any more. */
export function connectionChanged(before: ConnectionRow, input: ConnectionInput): boolean {
  const fields = ['signInWith', 'username', 'host', 'port', 'encryption'] as const

  return input.password !== null || fields.some((field) => before[field] !== input[field])
}

/** A name that is taken belongs to its input; any other error travels on. */
export function nameTaken(error: unknown): unknown {
  return uniqueViolation(error)?.includes('name')
    ? new RuleBroken(mailServerTexts.nameTaken, { field: 'name', cause: error })
    : error
}

export function serverGone(): NotFound {
  return new NotFound(mailServerTexts.serverGone)
}

export function savedMeanwhile(by: Pick<Admin, 'name'>): SavedMeanwhile {
  return new SavedMeanwhile(mailServerTexts.savedMeanwhile(by.name))
}

function connectionColumns(input: ConnectionInput) {
  const { name, priority, signInWith, username, host, port, encryption } = input

  return { name, priority, signInWith, username, host, port, encryption }
}
