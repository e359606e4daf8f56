import { type Explanation, explain, needsReconnect, retries } from '../failures/explain.ts'
import type { Failure } from '../failures/failure.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import { type Spoken, speak } from '../language/text.ts'
import type { Database } from '../storage/database.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showTime } from '../web/times.ts'
import { folderOf } from './cursors.ts'
import { namedFolders } from './folder-names.ts'
import type { KnownFolders } from './known-folders.ts'
import { notesOf, type PanelNote, type Told } from './panel-notes.ts'
import { fetchingTexts } from './texts.ts'

/** How the fetching of one server goes, on the page of the server. */
export interface FetchPanel {
  t: Spoken<typeof fetchingTexts>
  id: string
  /** Above the form: it is what one comes for. */
  isFirst: boolean
  mayFetch: boolean
  mayLook: boolean
  lastAt: ShownTime | undefined
  lastResult: string
  lastSuccessAt: ShownTime | undefined
  failingSince: ShownTime | undefined
  nextAt: ShownTime | undefined
  notes: PanelNote[]
  problem: (Explanation & { tone: 'warn' | 'err' }) | undefined
  /** Only a person at Microsoft can help. */
  reconnects: boolean
  hasRead: boolean
}

export type FetchPanelOf = (serverId: string, reader: Reader) => Promise<FetchPanel | undefined>

interface Needs {
  db: Database
  knownFolders: Pick<KnownFolders, 'of'>
  now: () => Date
}

export function createFetchPanel({ db, knownFolders, now }: Needs): FetchPanelOf {
  return async (serverId, reader) => {
    const server = await db.incomingServer.findUnique({
      where: { id: serverId },
      include: { fetching: true, folderCursors: true },
    })
    if (!server) return undefined
    const { fetching, folderCursors, ...row } = server
    const cursor = folderCursors.find(({ folder }) => folder === folderOf(row))
    const seen = await knownFolders.of(row)

    return panelOf({ server: row, run: fetching ?? undefined, cursor, seen, at: now() }, reader)
  }
}

function panelOf(told: Told, reader: Reader): FetchPanel {
  const { server, run, cursor } = told
  const t = speak(fetchingTexts, reader.locale)
  const failure = parseFailure(run?.lastFailure)
  const state = stateOf(told)
  const { isFailing } = state

  return {
    t,
    id: server.id,
    isFirst: server.confirmedAt !== null || Boolean(run?.givenUpAt),
    mayFetch: state.isRead && !state.isThrottled,
    mayLook: mayLook(told),
    lastResult: failure && isFailing ? t.failed : t.found(run?.lastNew ?? 0),
    ...timesOf(told, state, reader),
    notes: notesOf(told, failure, reader),
    problem: failure && problemOf(failure, told, reader),
    reconnects: failure !== undefined && isFailing && needsReconnect(failure),
    hasRead: cursor !== undefined,
  }
}

/** Not when there is nothing left to choose: the folder is locked, and was read already. */
function mayLook(told: Told): boolean {
  const { confirmedAt, outlookAccountId, sealedPassword } = told.server
  const isSettled = confirmedAt !== null && told.cursor !== undefined

  return (outlookAccountId ?? sealedPassword) !== null && !isSettled && !stateOf(told).isThrottled
}

function stateOf({ server: { confirmedAt, pausedAt, archivedAt }, run, at }: Told) {
  return {
    isRead: confirmedAt !== null && !pausedAt && !archivedAt,
    isFailing: Boolean(run?.failingSince),
    isThrottled: run?.throttledUntil ? run.throttledUntil > at : false,
  }
}

function timesOf({ run }: Told, { isRead, isFailing }: ReturnType<typeof stateOf>, reader: Reader) {
  const shown = (time: Date | null | undefined) => (time ? showTime(time, reader) : undefined)

  return {
    lastAt: shown(run?.lastAt),
    lastSuccessAt: isFailing ? shown(run?.lastSuccessAt) : undefined,
    failingSince: shown(run?.failingSince),
    nextAt: isRead ? shown(run?.nextAt) : undefined,
  }
}

/** None while the server makes us wait: a note says it all. */
function problemOf(failure: Failure, told: Told, { locale }: Reader): FetchPanel['problem'] {
  const { server, run, seen } = told
  const { username, folder, moveToFolder } = server
  if (stateOf(told).isThrottled && retries(failure)) return undefined
  const facts = {
    user: username ?? undefined,
    server: 'linked' as const,
    // When mails were read all the same, the folder that is missing is the one they go to.
    folder: (run?.failingSince ? folder : moveToFolder) ?? undefined,
    folders: seen && namedFolders(seen.folders, locale).map(({ label }) => label),
  }

  const explained = explain(failure, locale, facts)
  const isLocked = failure.cause === 'folder-missing' && run?.failingSince && server.confirmedAt
  const first = isLocked ? [fetchingTexts.folderLocked[locale]] : []

  return {
    ...explained,
    steps: [...first, ...explained.steps],
    tone: retries(failure) ? 'warn' : 'err',
  }
}
