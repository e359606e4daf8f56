import { type Explanation, explain } from '../failures/explain.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import { type Spoken, speak } from '../language/text.ts'
import type { Database } from '../storage/database.ts'
import type { FolderCursor, IncomingServer, Fetching as Run } from '../storage/generated/client.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showClock, showDay, showTime } from '../web/times.ts'
import { folderOf } from './cursors.ts'
import { fetchingTexts } from './texts.ts'

type T = Spoken<typeof fetchingTexts>

/** How the fetching of one server goes, on the page of the server. */
export interface FetchPanel {
  t: T
  id: string
  mayFetch: boolean
  lastAt: ShownTime | undefined
  lastResult: string
  failingSince: ShownTime | undefined
  nextAt: ShownTime | undefined
  notes: { text: string; tone: 'info' | 'warn' | 'err' }[]
  problem: Explanation | undefined
  hasRead: boolean
}

export type FetchPanelOf = (serverId: string, reader: Reader) => Promise<FetchPanel | undefined>

/** A note about a rebuilt mailbox is told for so long. */
const newsMs = 30 * 24 * 60 * 60_000

export function createFetchPanel({ db, now }: { db: Database; now: () => Date }): FetchPanelOf {
  return async (serverId, reader) => {
    const server = await db.incomingServer.findUnique({
      where: { id: serverId },
      include: { fetching: true, folderCursors: true },
    })
    if (!server) return undefined
    const { fetching, folderCursors, ...row } = server
    const cursor = folderCursors.find(({ folder }) => folder === folderOf(row))

    return panelOf(row, fetching ?? undefined, cursor, reader, now())
  }
}

function panelOf(
  server: IncomingServer,
  run: Run | undefined,
  cursor: FolderCursor | undefined,
  reader: Reader,
  at: Date,
): FetchPanel {
  const t = speak(fetchingTexts, reader.locale)
  const failure = parseFailure(run?.lastFailure)
  const { confirmedAt, pausedAt, archivedAt, username } = server
  const mayFetch = confirmedAt !== null && !pausedAt && !archivedAt
  const shown = (time: Date | null | undefined) => (time ? showTime(time, reader) : undefined)

  return {
    t,
    id: server.id,
    mayFetch,
    lastAt: shown(run?.lastAt),
    lastResult: failure && run?.failingSince ? t.failed : t.found(run?.lastNew ?? 0),
    failingSince: shown(run?.failingSince),
    nextAt: shown(mayFetch ? run?.nextAt : undefined),
    notes: [...stateNotes(server, run, t, reader, at), ...folderNotes(cursor, t, reader, at)],
    problem: failure && explain(failure, reader.locale, { user: username ?? undefined }),
    hasRead: cursor !== undefined,
  }
}

type Notes = FetchPanel['notes']

function stateNotes(server: IncomingServer, run: Run | undefined, t: T, reader: Reader, at: Date): Notes {
  const notes: Notes = []
  const givenUp = server.signInWith === 'outlook' ? t.givenUp : t.givenUpWithPassword
  if (run?.givenUpAt && !server.confirmedAt) notes.push({ text: givenUp, tone: 'err' })
  if (run?.throttledUntil && run.throttledUntil > at)
    notes.push({ text: t.throttledUntil(showClock(run.throttledUntil, reader)), tone: 'warn' })

  return notes
}

function folderNotes(cursor: FolderCursor | undefined, t: T, reader: Reader, at: Date): Notes {
  const { rebuiltAt, recognised, againFromUid } = cursor ?? {}
  const notes: Notes = []
  if (rebuiltAt && at.getTime() - rebuiltAt.getTime() < newsMs)
    notes.push({ text: t.rebuilt(showDay(rebuiltAt, reader).text, recognised ?? 0), tone: 'info' })
  if (againFromUid) notes.push({ text: t.olderComing, tone: 'info' })

  return notes
}
