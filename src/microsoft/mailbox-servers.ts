import { NotFound } from '../errors.ts'
import type { Prisma, SignInWith } from '../storage/generated/client.ts'
import { type Need, sameAddress } from './outlook-account.ts'
import { refusals } from './refusals.ts'

export type Tables = Pick<Prisma.TransactionClient, 'outgoingServer' | 'incomingServer'>

export interface ServerKey {
  kind: 'outgoing' | 'incoming'
  id: string
}

export interface ServerRef extends ServerKey {
  name: string
}

export interface MailboxServer extends ServerRef {
  username: string | null
  signInWith: SignInWith
  archivedAt: Date | null
  /** Its connection fields are locked. */
  confirmed: boolean
  outlookAccountId: string | null
}

const fields = {
  id: true,
  name: true,
  username: true,
  signInWith: true,
  archivedAt: true,
  outlookAccountId: true,
} as const

/** Throws NotFound. */
export async function getServer(db: Tables, { kind, id }: ServerKey): Promise<MailboxServer> {
  const found = await (kind === 'outgoing' ? findOutgoing(db, { id }) : findIncoming(db, { id }))
  const server = found[0]
  if (!server) throw new NotFound(refusals.serverGone)

  return server
}

/** Every server that signs in to this mailbox with an Outlook account, archived ones too. */
export async function serversOf(db: Tables, mailbox: string): Promise<MailboxServer[]> {
  const where = { signInWith: 'outlook', username: { not: null } } as const
  const servers = [...(await findOutgoing(db, where)), ...(await findIncoming(db, where))]

  // Compared here: SQL's way to ignore capitals (ILIKE) takes an underscore in an address for any character.
  return servers.filter(({ username }) => sameAddress(username, mailbox))
}

export const needOf = (server: ServerKey): Need => (server.kind === 'outgoing' ? 'send' : 'read')

/** Lets these servers sign in through the account. A server's test no longer counts when its account is another one. */
export async function attach(
  db: Tables,
  accountId: string,
  servers: MailboxServer[],
  { at, identityChanged }: { at: Date; identityChanged: boolean },
): Promise<void> {
  const affected = servers.filter((server) => identityChanged || server.outlookAccountId !== accountId)
  const ids = (kind: ServerKey['kind']) => affected.filter((one) => one.kind === kind).map(({ id }) => id)
  const data = { outlookAccountId: accountId, connectionChangedAt: at }
  await db.outgoingServer.updateMany({ where: { id: { in: ids('outgoing') } }, data })
  await db.incomingServer.updateMany({ where: { id: { in: ids('incoming') } }, data })
}

export async function rename(
  db: Tables,
  { kind, id }: ServerKey,
  change: { username: string; at: Date; by: string },
): Promise<void> {
  const { username, at, by } = change
  const data = {
    username,
    outlookAccountId: null,
    connectionChangedAt: at,
    updatedAt: at,
    updatedBy: by,
    version: { increment: 1 },
  }
  if (kind === 'outgoing') await db.outgoingServer.updateMany({ where: { id }, data })
  else await db.incomingServer.updateMany({ where: { id }, data })
}

async function findOutgoing(db: Tables, where: Prisma.OutgoingServerWhereInput): Promise<MailboxServer[]> {
  const rows = await db.outgoingServer.findMany({ where, select: fields })

  return rows.map((row) => ({ ...row, kind: 'outgoing', confirmed: false }))
}

async function findIncoming(db: Tables, where: Prisma.IncomingServerWhereInput): Promise<MailboxServer[]> {
  const rows = await db.incomingServer.findMany({ where, select: { ...fields, confirmedAt: true } })

  return rows.map(({ confirmedAt, ...row }) => ({
    ...row,
    kind: 'incoming',
    confirmed: confirmedAt !== null,
  }))
}
