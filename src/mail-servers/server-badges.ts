import { shortTitle } from '../failures/explain.ts'
import type { Failure } from '../failures/failure.ts'
import { type Spoken, speak } from '../language/text.ts'
import { tokenState } from '../microsoft/outlook-account.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showTime } from '../web/times.ts'
import { mailServerTexts } from './texts.ts'

/** A word with a colour and a sign; the word alone says it all. */
export interface Badge {
  label: string
  tone?: 'ok' | 'warn' | 'err' | 'info'
}

/** What the badges of a server are computed from. */
export interface BadgedServer {
  signInWith: 'outlook' | 'password'
  outlookAccount: Parameters<typeof tokenState>[0]
  signIns: readonly unknown[]
  connectionChangedAt: Date
  lastTestId: string | null
  lastTestState: 'running' | 'passed' | 'failed' | 'timed_out' | null
  lastTestAt: Date | null
  lastTestFailure: unknown
}

export interface TestBadge {
  badge: Badge
  at: ShownTime | undefined
  testId: string | null
}

/** "Outlook token valid" and its siblings: the result of the last real sign-in or renewal, never "one is stored". */
export function tokenBadge(server: BadgedServer, reader: Reader, now: Date): Badge | undefined {
  if (server.signInWith === 'password') return undefined
  const t = speak(mailServerTexts, reader.locale)
  const { state, by } = tokenState(server.outlookAccount, server.signIns.length > 0, now)
  const badges: Record<typeof state, Badge> = {
    valid: { label: t.tokenValid, tone: 'ok' },
    unchecked: { label: t.tokenUnchecked },
    expiring: { label: t.tokenExpiring(by ? showTime(by, reader).text : ''), tone: 'warn' },
    expired: { label: t.tokenExpired, tone: 'err' },
    none: { label: t.tokenNone },
    pending: { label: t.tokenPending, tone: 'info' },
  }

  return badges[state]
}

export function testBadge(server: BadgedServer, reader: Reader): TestBadge {
  const t = speak(mailServerTexts, reader.locale)
  const at = server.lastTestAt ? showTime(server.lastTestAt, reader) : undefined

  return { badge: testResult(server, reader, t), at, testId: server.lastTestId }
}

function testResult(server: BadgedServer, reader: Reader, t: Spoken<typeof mailServerTexts>): Badge {
  if (!server.lastTestState || !server.lastTestAt) return { label: t.testNever }
  if (server.lastTestState === 'running') return { label: t.testing, tone: 'info' }
  if (server.connectionChangedAt > server.lastTestAt) return { label: t.testOld, tone: 'warn' }
  if (server.lastTestState === 'passed') return { label: t.testOk, tone: 'ok' }

  return { label: shortTitle(storedFailure(server.lastTestFailure), reader.locale), tone: 'err' }
}

/** Written by us as JSON; an entry nobody can read any more still counts as a failure. */
export function storedFailure(json: unknown): Failure {
  const stored = typeof json === 'object' && json !== null ? (json as Partial<Failure>) : {}

  return { ...stored, cause: stored.cause ?? 'timed-out' }
}
