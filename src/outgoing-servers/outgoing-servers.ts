import { changesOf, secretChange } from '../activity/changes.ts'
import type { Admin } from '../admin.ts'
import { RuleBroken } from '../errors.ts'
import { freeName as freeNameAmong } from '../mail-servers/free-name.ts'
import { createServerChanges } from '../mail-servers/server-changes.ts'
import {
  changedConnection,
  connectedAccount,
  nameTaken,
  newConnection,
  openSignIns,
  savedMeanwhile,
  serverGone,
} from '../mail-servers/server-rows.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'
import type { Secrets } from '../storage/secrets.ts'
import { covers, storedEntries } from './from-filter.ts'
import { type OutgoingServerInput, outgoingFields } from './outgoing-server.ts'
import { outgoingServerTexts } from './texts.ts'

/** Sealed columns stay in the database. */
const withAccount = {
  outlookAccount: { omit: { sealedTokenCache: true } },
  signIns: { select: { id: true } },
} as const

type ListedServer = Prisma.OutgoingServerGetPayload<{
  omit: { sealedPassword: true }
  include: typeof withAccount
}>
export type OutgoingServer = ListedServer & { hasPassword: boolean }

interface Needs {
  db: Database
  secrets: Secrets
  now: () => Date
  /** The sender of the system's own mail, when one is set and custom email servers are on. */
  defaultFrom: () => Promise<string | null>
}

export type OutgoingServers = ReturnType<typeof createOutgoingServers>

export function createOutgoingServers({ db, secrets, now, defaultFrom }: Needs) {
  const changes = createServerChanges({ db, now })

  /** All servers in the order in which they are tried; archived ones apart. */
  function list({ archived = false } = {}): Promise<ListedServer[]> {
    return db.outgoingServer.findMany({
      omit: { sealedPassword: true },
      include: { ...withAccount, signIns: openSignIns(now()) },
      where: { archivedAt: archived ? { not: null } : null },
      orderBy: [{ priority: 'asc' }, { createdAt: 'asc' }],
    })
  }

  /** A name for a new server that none has, archived ones included. */
  async function freeName(wish: string): Promise<string> {
    const where = { name: { startsWith: wish } }
    const rows = await db.outgoingServer.findMany({ where, select: { name: true } })

    return freeNameAmong(
      wish,
      rows.map(({ name }) => name),
    )
  }

  async function get(id: string): Promise<OutgoingServer> {
    const server = await db.outgoingServer.findUnique({
      where: { id },
      include: { ...withAccount, signIns: openSignIns(now()) },
    })
    if (!server) throw serverGone()
    const { sealedPassword, ...rest } = server

    return { ...rest, hasPassword: sealedPassword !== null }
  }

  /** Throws RuleBroken when the name is taken or a password is missing. */
  async function add(input: OutgoingServerInput, by: Admin): Promise<{ id: string }> {
    const at = now()
    const data = {
      ...newConnection(secrets, 'OutgoingServer', input),
      ...ownColumns(input),
      outlookAccountId: await connectedAccount(db, input, 'send'),
      connectionChangedAt: at,
      createdAt: at,
      updatedAt: at,
      updatedBy: by.name,
    }
    const trace = changesOf({}, data, outgoingFields)
    await changes.write(db.outgoingServer.create({ data }), by, 'outgoing-server.added', data, trace)

    return { id: data.id }
  }

  /** Throws SavedMeanwhile when someone else saved since the form was loaded. */
  async function change(id: string, input: OutgoingServerInput, by: Admin): Promise<void> {
    const before = await db.outgoingServer.findUnique({ where: { id } })
    if (!before) throw serverGone()
    const columns = changedConnection(secrets, 'OutgoingServer', before, input, now())
    const account = columns.keepsAccount
      ? {}
      : { outlookAccountId: await connectedAccount(db, input, 'send') }

    await db
      .$transaction(async (tx) => {
        const { count } = await tx.outgoingServer.updateMany({
          where: { id, version: input.version },
          data: {
            ...columns.data,
            ...ownColumns(input),
            ...account,
            version: { increment: 1 },
            updatedAt: now(),
            updatedBy: by.name,
          },
        })
        if (count === 0) throw savedMeanwhile({ name: before.updatedBy })
        const trace = {
          ...changesOf(before, input, outgoingFields),
          ...secretChange('password', before.sealedPassword, columns.data.sealedPassword),
        }
        await tx.activityEntry.create({
          data: changes.entry(by, 'outgoing-server.changed', { id, name: input.name }, trace),
        })
      })
      .catch((error: unknown) => {
        throw nameTaken(error)
      })
  }

  /** Takes the server out of use without losing it. Throws RuleBroken with what still uses it. */
  async function archive(id: string, by: Admin): Promise<void> {
    const server = await mayGo(id)
    await changes.write(
      db.outgoingServer.update({
        where: { id },
        data: { archivedAt: now(), updatedBy: by.name, version: { increment: 1 } },
      }),
      by,
      'outgoing-server.archived',
      server,
    )
  }

  async function restore(id: string, by: Admin): Promise<void> {
    const server = await get(id)
    await changes.write(
      db.outgoingServer.update({
        where: { id },
        data: { archivedAt: null, updatedBy: by.name, version: { increment: 1 } },
      }),
      by,
      'outgoing-server.restored',
      server,
    )
  }

  /** Deletes the server; its Outlook account stays while another server uses it. */
  async function remove(id: string, by: Admin): Promise<void> {
    const server = await mayGo(id)
    await changes.write(db.outgoingServer.delete({ where: { id } }), by, 'outgoing-server.removed', server)
  }

  async function exist(): Promise<boolean> {
    return (await db.outgoingServer.count({ where: { archivedAt: null }, take: 1 })) > 0
  }

  async function mayGo(id: string): Promise<OutgoingServer> {
    const server = await get(id)
    const from = await defaultFrom()
    if (!from || server.archivedAt || !covers(storedEntries(server.fromFilter), from)) return server
    const others = (await list()).filter((other) => other.id !== id)
    const needed = others.length > 0 && !others.some((other) => covers(storedEntries(other.fromFilter), from))
    if (needed) throw new RuleBroken(outgoingServerTexts.usedByDefaultFrom(server.name, from))

    return server
  }

  return { list, get, freeName, add, change, archive, restore, remove, exist }
}

function ownColumns(input: OutgoingServerInput) {
  return { fromFilter: input.fromFilter, messagesPerMinute: input.messagesPerMinute }
}
