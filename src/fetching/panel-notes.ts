import { needsReconnect } from '../failures/explain.ts'
import type { Failure } from '../failures/failure.ts'
import { type Spoken, speak } from '../language/text.ts'
import type { FolderCursor, IncomingServer, Fetching as Run } from '../storage/generated/client.ts'
import type { Reader } from '../web/reader.ts'
import { showClock, showDay, showTime } from '../web/times.ts'
import type { SeenFolders } from './known-folders.ts'
import { fetchingTexts } from './texts.ts'

type T = Spoken<typeof fetchingTexts>

/** What there is to tell of. */
export interface Told {
  server: IncomingServer
  run: Run | undefined
  cursor: FolderCursor | undefined
  seen: SeenFolders | undefined
  at: Date
}

export interface PanelNote {
  text: string
  tone: 'info' | 'warn' | 'err'
}

/** A note about a rebuilt mailbox is told for so long. */
const newsMs = 30 * 24 * 60 * 60_000

/** What is to be known about the fetching of a server, and done about it. */
export function notesOf(told: Told, failure: Failure | undefined, reader: Reader): PanelNote[] {
  const t = speak(fetchingTexts, reader.locale)

  return [...stateNotes(told, failure, t, reader), ...folderNotes(told, t, reader)]
}

function stateNotes({ server, run, at }: Told, failure: Failure | undefined, t: T, reader: Reader) {
  const notes: PanelNote[] = []
  const { confirmedAt, pausedAt } = server
  if (run?.givenUpAt && !confirmedAt) notes.push({ text: t[givenUpWord(server, failure)], tone: 'err' })
  if (confirmedAt && pausedAt)
    notes.push({ text: t.pausedSince(showTime(pausedAt, reader).text), tone: 'warn' })
  if (run?.throttledUntil && run.throttledUntil > at)
    notes.push({ text: t.throttledUntil(showClock(run.throttledUntil, reader)), tone: 'warn' })

  return notes
}

/** Reconnecting begins the reading again by itself; anything else has to be tested. */
function givenUpWord({ signInWith }: Told['server'], failure: Failure | undefined) {
  const helps = failure === undefined || needsReconnect(failure)

  return signInWith === 'outlook' && helps ? 'givenUp' : 'givenUpUntilTested'
}

function folderNotes({ cursor, at }: Told, t: T, reader: Reader): PanelNote[] {
  const { rebuiltAt, recognised, againFromUid } = cursor ?? {}
  const notes: PanelNote[] = []
  if (rebuiltAt && at.getTime() - rebuiltAt.getTime() < newsMs)
    notes.push({ text: rebuilt(showDay(rebuiltAt, reader).text, recognised ?? 0, t), tone: 'info' })
  if (againFromUid) notes.push({ text: t.olderComing, tone: 'info' })

  return notes
}

function rebuilt(day: string, recognised: number, t: T): string {
  const told = t.rebuilt(day, recognised)

  return recognised > 0 ? `${told} ${t.alreadyHere}` : told
}
