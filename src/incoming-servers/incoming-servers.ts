import { changesOf, secretChange } from '../activity/changes.ts'
import type { What } from '../activity/deeds.ts'
import type { Admin } from '../admin.ts'
import { RuleBroken } from '../errors.ts'
import { freeName as freeNameAmong } from '../mail-servers/free-name.ts'
import { createServerChanges } from '../mail-servers/server-changes.ts'
import {
  changedConnection,
  connectedAccount,
  connectionChanged,
  nameTaken,
  newConnection,
  openSignIns,
  savedMeanwhile,
  serverGone,
} from '../mail-servers/server-rows.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma, IncomingServer as Row } from '../storage/generated/client.ts'
import type { Secrets } from '../storage/secrets.ts'
import { type IncomingServerInput, incomingFields, ownColumns } from './incoming-server.ts'
import { incomingServerTexts } from './texts.ts'

/** Sealed columns stay in the database. */
const withAccount = {
  outlookAccount: { omit: { sealedTokenCache: true } },
  signIns: { select: { id: true } },
  fetching: { select: { failingSince: true, lastFailure: true, throttledUntil: true, givenUpAt: true } },
} as const

type ListedServer = Prisma.IncomingServerGetPayload<{
  omit: { sealedPassword: true }
  include: typeof withAccount
}>
export type IncomingServer = ListedServer & { hasPassword: boolean }

interface Needs {
  db: Database
  secrets: Secrets
  now: () => Date
}

export type IncomingServers = ReturnType<typeof createIncomingServers>

export function createIncomingServers({ db, secrets, now }: Needs) {
  const changes = createServerChanges({ db, now })

  /** All servers in the order in which they are read; archived ones apart. */
  function list({ archived = false } = {}): Promise<ListedServer[]> {
    return db.incomingServer.findMany({
      omit: { sealedPassword: true },
      include: { ...withAccount, signIns: openSignIns(now()) },
      where: { archivedAt: archived ? { not: null } : null },
      orderBy: [{ priority: 'asc' }, { createdAt: 'asc' }],
    })
  }

  /** A name for a new server that none has, archived ones included. */
  async function freeName(wish: string): Promise<string> {
    const where = { name: { startsWith: wish } }
    const rows = await db.incomingServer.findMany({ where, select: { name: true } })

    return freeNameAmong(
      wish,
      rows.map(({ name }) => name),
    )
  }

  async function get(id: string): Promise<IncomingServer> {
    const server = await db.incomingServer.findUnique({
      where: { id },
      include: { ...withAccount, signIns: openSignIns(now()) },
    })
    if (!server) throw serverGone()
    const { sealedPassword, ...rest } = server

    return { ...rest, hasPassword: sealedPassword !== null }
  }

  /** Throws RuleBroken when the name is taken, a password is missing, or mail shall move to no folder. */
  async function add(input: IncomingServerInput, by: Admin): Promise<{ id: string }> {
    const at = now()
    const data = {
      ...newConnection(secrets, 'IncomingServer', input),
      ...ownColumns(input),
      outlookAccountId: await connectedAccount(db, input, 'read'),
      connectionChangedAt: at,
      createdAt: at,
      updatedAt: at,
      updatedBy: by.name,
    }
    const trace = changesOf({}, data, incomingFields)
    await changes.write(db.incomingServer.create({ data }), by, 'incoming-server.added', data, trace)

    return { id: data.id }
  }

  /** Throws SavedMeanwhile when someone else saved, RuleBroken when a confirmed connection would change. */
  async function change(id: string, input: IncomingServerInput, by: Admin): Promise<void> {
    const before = await find(id)
    if (before.confirmedAt && (connectionChanged(before, input) || before.folder !== input.folder))
      throw new RuleBroken(incomingServerTexts.locked)
    const columns = changedConnection(secrets, 'IncomingServer', before, input, now())
    const account = columns.keepsAccount
      ? {}
      : { outlookAccountId: await connectedAccount(db, input, 'read') }
    const data = {
      ...columns.data,
      ...ownColumns(input),
      ...(before.folder === input.folder ? {} : { connectionChangedAt: now() }),
      ...account,
      version: { increment: 1 },
      updatedAt: now(),
      updatedBy: by.name,
    }

    await db
      .$transaction(async (tx) => {
        const { count } = await tx.incomingServer.updateMany({ where: { id, version: input.version }, data })
        if (count === 0) throw savedMeanwhile({ name: before.updatedBy })
        const trace = {
          ...changesOf(before, data, incomingFields),
          ...secretChange('password', before.sealedPassword, columns.data.sealedPassword),
        }
        await tx.activityEntry.create({
          data: changes.entry(by, 'incoming-server.changed', { id, name: input.name }, trace),
        })
      })
      .catch((error: unknown) => {
        throw nameTaken(error)
      })
  }

  /** Unlocks the connection and stops the fetching; nothing fetched is lost. */
  async function resetConfirmation(id: string, by: Admin): Promise<void> {
    await update(id, by, 'incoming-server.confirmation-reset', { confirmedAt: null, pausedAt: null })
  }

  /** Throws RuleBroken while the server is not confirmed. */
  async function pause(id: string, by: Admin): Promise<void> {
    const { confirmedAt } = await find(id)
    if (!confirmedAt) throw new RuleBroken(incomingServerTexts.confirmFirst)
    await update(id, by, 'incoming-server.paused', { pausedAt: now() })
  }

  async function resume(id: string, by: Admin): Promise<void> {
    await update(id, by, 'incoming-server.resumed', { pausedAt: null })
  }

  /** Throws RuleBroken while the shop fetches mail through the server. */
  async function archive(id: string, by: Admin): Promise<void> {
    await mayGo(id)
    await update(id, by, 'incoming-server.archived', { archivedAt: now() })
  }

  async function restore(id: string, by: Admin): Promise<void> {
    await update(id, by, 'incoming-server.restored', { archivedAt: null })
  }

  /** Deletes the server; its Outlook account stays while another server uses it. */
  async function remove(id: string, by: Admin): Promise<void> {
    const server = await mayGo(id)
    await changes.write(db.incomingServer.delete({ where: { id } }), by, 'incoming-server.removed', server)
  }

  async function mayGo(id: string): Promise<Row> {
    const server = await find(id)
    if (server.confirmedAt && !server.archivedAt)
      throw new RuleBroken(incomingServerTexts.usedForFetching(server.name))

    return server
  }

  async function update(
    id: string,
    by: Admin,
    what: What,
    data: Prisma.IncomingServerUpdateInput,
  ): Promise<void> {
    const server = await find(id)
    await changes.write(
      db.incomingServer.update({
        where: { id },
        data: { ...data, updatedBy: by.name, version: { increment: 1 } },
      }),
      by,
      what,
      server,
    )
  }

  async function find(id: string): Promise<Row> {
    const server = await db.incomingServer.findUnique({ where: { id } })
    if (!server) throw serverGone()

    return server
  }

  return { list, get, freeName, add, change, resetConfirmation, pause, resume, archive, restore, remove }
}
