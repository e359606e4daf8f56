import { setTimeout as pause } from 'node:timers/promises'
import { activityEntry } from '../activity/activity.ts'
import { changesOf } from '../activity/changes.ts'
import type { Admin } from '../admin.ts'
import { NotFound, RuleBroken } from '../errors.ts'
import type { ImapMailbox } from '../network/imap-mailbox.ts'
import { remoteFailure } from '../network/remote-failure.ts'
import { type DatabaseClock, databaseClock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import { type IncomingServer, Prisma } from '../storage/generated/client.ts'
import { beginOf } from '../web/days.ts'
import { arrivedSince } from './arrived-since.ts'
import type { Connect } from './connect.ts'
import { folderOf, isSameFolder } from './cursors.ts'
import { forgetEmptyPlaces } from './empty-places.ts'
import { createLook } from './look.ts'
import { fetchingTexts } from './texts.ts'

/** As long as a person waits for a page. */
const patienceMs = 10_000
const pollMs = 100
const usualLookMs = 20_000

interface Needs {
  db: Database
  connect: Connect
  /** Begins with what is due. */
  tick: () => Promise<void>
  now: () => Date
  clock?: DatabaseClock | undefined
  lookMs?: number
}

export interface Choice {
  folder: string
  readFrom: 'new_only' | 'last_7_days' | 'everything'
}

/** Not all mails were looked at when the folder was numbered anew: those of the days before are recognised only now. */
const hasFormerNumbers = Prisma.sql`EXISTS (SELECT 1 FROM "InboxMail" m WHERE m."serverId" = c."serverId"
    AND m."folder" = c."folder" AND m."uidValidity" <> c."uidValidity")
  OR EXISTS (SELECT 1 FROM "PurgedMail" p WHERE p."serverId" = c."serverId"
    AND p."folder" = c."folder" AND p."uidValidity" <> c."uidValidity")`

export type FetchingActions = ReturnType<typeof createActions>

/** What an admin does about the fetching of a server. */
export function createActions(needs: Needs) {
  const { db, connect, tick, now, clock = databaseClock, lookMs = usualLookMs } = needs

  /** Reads the mailbox now; resolves when that is done, or when it takes long. Throws RuleBroken when it may not be read. */
  async function fetchNow(serverId: string): Promise<void> {
    const server = await find(serverId)
    await mayFetch(server)
    const before = (await db.fetching.findUnique({ where: { serverId } }))?.lastAt?.getTime()
    await db.$executeRaw`INSERT INTO "Fetching" ("serverId", "nextAt") VALUES (${serverId}::uuid, ${clock()})
      ON CONFLICT ("serverId") DO UPDATE SET "nextAt" = EXCLUDED."nextAt"`
    await tick()
    for (let waited = 0; waited < patienceMs; waited += pollMs) {
      const run = await db.fetching.findUnique({ where: { serverId }, select: { lastAt: true } })
      if (run?.lastAt?.getTime() !== before) return
      await pause(pollMs)
    }
  }

  async function mayFetch({ id, confirmedAt, pausedAt, archivedAt }: IncomingServer): Promise<void> {
    const settings = await db.generalSettings.findFirst({ select: { customEmailServers: true } })
    if (!settings?.customEmailServers) throw new RuleBroken(fetchingTexts.switchedOff)
    if (!confirmedAt || archivedAt) throw new RuleBroken(fetchingTexts.confirmFirst)
    if (pausedAt) throw new RuleBroken(fetchingTexts.resumeFirst)
    const run = await db.fetching.findUnique({ where: { serverId: id }, select: { throttledUntil: true } })
    if (run?.throttledUntil && run.throttledUntil > now()) throw new RuleBroken(fetchingTexts.throttled)
  }

  /**
   * Looks through the mails since this day (midnight UTC), as it begins in the time zone, once more; answers how many
   * there are. Those stored are not stored again.
   */
  async function fetchAgain(serverId: string, day: Date, timeZone: string, by: Admin): Promise<number> {
    const server = await find(serverId)
    await mayFetch(server)
    const since = beginOf(day, timeZone)
    if (since > now()) throw new RuleBroken(fetchingTexts.dayWrong, { field: 'since' })
    const where = { serverId_folder: { serverId, folder: folderOf(server) } }
    if (!(await db.folderCursor.findUnique({ where }))) throw new RuleBroken(fetchingTexts.notYetFetched)
    const uids = await inMailbox(server, async (imap) => {
      await imap.open(folderOf(server), { readOnly: true })

      return arrivedSince(imap, since)
    })
    await db.$transaction(async (tx) => {
      await goBack(tx, server, uids, since)
      await tx.activityEntry.create({ data: trace(server, by, day) })
    })
    await tick()

    return uids.length
  }

  /**
   * The new number of the lease turns away the reader that does not know of the wish yet. A look at everything that is
   * under way (no day) goes on as one: LEAST would take the day.
   */
  async function goBack(tx: Prisma.TransactionClient, server: IncomingServer, uids: number[], since: Date) {
    const [first] = uids
    if (first === undefined) return
    await tx.$executeRaw`UPDATE "Fetching" SET "leaseNo" = "leaseNo" + 1, "holder" = NULL, "leaseUntil" = NULL,
      "nextAt" = ${clock()} WHERE "serverId" = ${server.id}::uuid`
    await forgetEmptyPlaces(tx, server, uids)
    await tx.$executeRaw`UPDATE "FolderCursor" c SET "againFromUid" = LEAST("againFromUid", ${first}),
      "againSince" = CASE WHEN "againFromUid" IS NULL THEN ${since} WHEN "againSince" IS NULL THEN NULL
        ELSE LEAST("againSince", ${since}) END,
      "matchBefore" = CASE WHEN ${hasFormerNumbers} THEN GREATEST("nextUid", "matchBefore") ELSE "matchBefore" END
      WHERE "serverId" = ${server.id}::uuid AND "folder" = ${folderOf(server)}`
  }

  function trace({ id, name }: IncomingServer, by: Admin, day: Date) {
    const deed = { what: 'incoming-server.fetched-again', subject: name, subjectId: id } as const

    return activityEntry(by, now(), { ...deed, detail: { since: day.toISOString().slice(0, 10) } })
  }

  /** Throws RuleBroken when the folder is locked, is where read mail is moved to, or mail was read from it already. */
  async function choose(serverId: string, choice: Choice, by: Admin): Promise<void> {
    const { folder, readFrom } = choice
    const server = await find(serverId)
    await mayChoose(server, choice)
    const moved = server.folder === folder ? {} : { connectionChangedAt: now() }
    await db.$transaction([
      db.incomingServer.update({
        where: { id: serverId },
        data: { folder, readFrom, ...moved, version: { increment: 1 }, updatedAt: now(), updatedBy: by.name },
      }),
      db.activityEntry.create({
        data: activityEntry(by, now(), {
          what: 'incoming-server.changed',
          subject: server.name,
          subjectId: serverId,
          changes: changesOf(server, choice, ['folder', 'readFrom']),
        }),
      }),
    ])
  }

  async function mayChoose(server: IncomingServer, { folder, readFrom }: Choice): Promise<void> {
    if (server.confirmedAt && server.folder !== folder) throw new RuleBroken(fetchingTexts.folderLocked)
    if (server.afterReading === 'move' && isSameFolder(folder, server.moveToFolder ?? ''))
      throw new RuleBroken(fetchingTexts.folderMovedTo, { field: 'folder' })
    const where = { serverId: server.id, folder: folderOf({ folder }) }
    const isRead = (await db.folderCursor.count({ where })) > 0
    if (isRead && server.readFrom !== readFrom) throw new RuleBroken(fetchingTexts.alreadyRead)
  }

  async function inMailbox<T>(server: IncomingServer, work: (imap: ImapMailbox) => Promise<T>): Promise<T> {
    const { host, port } = server
    const ending = new AbortController()
    const late = remoteFailure({ kind: 'network', stage: 'read', code: 'ETIMEDOUT', host, port })
    const timer = setTimeout(() => ending.abort(late), lookMs)
    try {
      const { imap } = await connect(server, ending.signal)

      return await work(imap).finally(imap.close)
    } finally {
      clearTimeout(timer)
    }
  }

  async function find(id: string): Promise<IncomingServer> {
    const server = await db.incomingServer.findUnique({ where: { id } })
    if (!server) throw new NotFound(fetchingTexts.serverGone)

    return server
  }

  return { fetchNow, fetchAgain, ...createLook({ db, find, inMailbox, now }), choose }
}
