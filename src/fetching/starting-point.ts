import type { ImapMailbox } from '../network/imap-mailbox.ts'
import { ownFailure } from '../network/remote-failure.ts'
import type { Database } from '../storage/database.ts'
import type { IncomingServer, FolderCursor as Row, Fetching as Run } from '../storage/generated/client.ts'
import { accountOf, userOf } from './account.ts'
import { arrivedSince } from './arrived-since.ts'

const dayMs = 24 * 60 * 60_000
/** A mailbox that is built anew more often is broken: reading on could import it again and again. */
const mostRebuildsADay = 3
/** So far the clock of a mail server may be from ours. */
const skewMs = 10 * 60_000
const weekMs = 7 * dayMs

type Mailbox = Pick<ImapMailbox, 'uids' | 'facts'>

interface Needs {
  db: Database
  now: () => Date
}

/** Where the reading of a folder begins whose numbers are not those of its cursor, or that has none. */
export function createStartingPoint({ db, now }: Needs) {
  /** Throws RemoteFailure when the folder is numbered anew again and again. */
  async function startingPoint(known: Row | null, server: IncomingServer, imap: Mailbox, uidNext: number) {
    if (known?.account.startsWith(`${userOf(server)} `)) return rebuilt(known, server, uidNext)

    return { ...(await start(known, server, imap, uidNext)), matchBefore: known ? uidNext : null }
  }

  /** The first time, or in another mailbox under the same server: what the admin chose counts. */
  async function start(known: Row | null, server: IncomingServer, imap: Mailbox, uidNext: number) {
    if (server.readFrom === 'new_only') {
      // The lowest number: a mail that was moved here last may bear an older date.
      const [first] = await arrivedSince(imap, await wantedSince(known, server))

      return {
        nextUid: first === undefined ? uidNext : Math.min(first, uidNext),
        againFromUid: null,
        againSince: null,
      }
    }
    const againSince = server.readFrom === 'everything' ? null : await lastDays(known, server)

    return { nextUid: uidNext, againFromUid: 1, againSince }
  }

  /** Under another user name no mail may be missing that came since the last success, however long ago that is. */
  async function lastDays(known: Row | null, server: IncomingServer): Promise<Date> {
    const week = new Date(now().getTime() - weekMs)
    const wanted = known ? await wantedSince(known, server) : week

    return wanted < week ? wanted : week
  }

  /**
   * From when on mail is new. Under another user name: since mail was last read, for none may be missing between the two;
   * what is stored already is recognised. In a folder that was never read: since the confirmation; what came before the
   * last success may be stored from another folder.
   */
  async function wantedSince(known: Row | null, server: IncomingServer): Promise<Date> {
    const run = await db.fetching.findUnique({ where: { serverId: server.id } })
    const since = confirmedAt(server, run)
    const success = run?.lastSuccessAt?.getTime()
    if (success === undefined) return new Date(since - skewMs)

    return new Date(known ? Math.min(since, success) - skewMs : Math.max(since - skewMs, success))
  }

  /** A server that was given up before it ever worked has been failing since it was confirmed. */
  function confirmedAt(server: IncomingServer, run: Run | null): number {
    const since = server.confirmedAt ?? now()
    const failing = run?.givenUpAt ? run.failingSince : null

    return Math.min(since.getTime(), failing?.getTime() ?? Number.POSITIVE_INFINITY)
  }

  /**
   * The provider has numbered the same mailbox anew. Every mail is looked at again, from the oldest that is stored on,
   * and recognised by what it holds.
   */
  async function rebuilt(known: Row, server: IncomingServer, uidNext: number) {
    const isMoved = known.account !== accountOf(server)
    const isSameDay = known.rebuiltAt !== null && now().getTime() - known.rebuiltAt.getTime() < dayMs
    const times = isSameDay ? known.rebuiltTimes : 0
    if (!isMoved && times >= mostRebuildsADay) throw ownFailure('mailbox-numbered-anew')

    return {
      nextUid: uidNext,
      againFromUid: 1,
      againSince: await oldestWanted(known, server),
      matchBefore: uidNext,
      ...(isMoved ? {} : { rebuiltAt: now(), rebuiltTimes: times + 1, recognised: 0 }),
    }
  }

  /**
   * Older mails were never wanted, or were stored and have been forgotten since. Null when nobody knows. Mails of other
   * numbers do not count: they may be of another mailbox. Nor, unless everything is wanted, do mails that were older
   * than a week when they were stored: they were moved here, and make no others of their age wanted.
   */
  async function oldestWanted(known: Row, server: IncomingServer): Promise<Date | null> {
    const { serverId, folder, uidValidity, againFromUid, againSince } = known
    const isAll = server.readFrom === 'everything'
    const [run, [stored]] = await Promise.all([
      db.fetching.findUnique({ where: { serverId } }),
      db.$queryRaw<{ oldest: Date | null }[]>`SELECT min("internalDate") AS "oldest" FROM "InboxMail"
        WHERE "serverId" = ${serverId}::uuid AND "folder" = ${folder} AND "uidValidity" = ${uidValidity}
          AND (${isAll} OR "internalDate" > "fetchedAt" - interval '8 days')`,
    ])
    const success = run?.lastSuccessAt?.getTime()
    const isUnfinished = againFromUid !== null && againSince === null
    if (isUnfinished || (isAll && success === undefined)) return null
    const oldest = stored?.oldest ?? new Date((success ?? confirmedAt(server, run)) - skewMs)

    return againSince && againSince < oldest ? againSince : oldest
  }

  return startingPoint
}
