import type { Locale, Text } from '../language/text.ts'
import type { CauseEntry, Facts, Link, Sentence } from './cause-entry.ts'
import { type Cause, causes, isCause } from './causes.ts'
import type { Failure } from './failure.ts'
import { imapCauses } from './imap-causes.ts'
import { linkPaths, linkTexts, linkUrls, listTexts, whoCanFix } from './texts.ts'

/** Longer titles, with long addresses in them, are told without facts. */
const longestTitle = 70

/** A failure in the reader's language: what, why, what to do, and who can do it. */
export interface Explanation {
  cause: Cause
  title: string
  /** For badges, at most 28 characters. */
  short: string
  what: string
  steps: string[]
  /** A sentence: who can fix it. */
  who: string
  /** Where it is fixed: `url` at Microsoft, or `path` here, below the mount point. */
  link?: { to: Link; text: string; url?: string; path?: string }
  /** The foreign words, for the details: English, and never a token. */
  raw?: string
  code?: string
  /** For Microsoft's support. */
  ids?: { traceId?: string; correlationId?: string; timestamp?: string }
}

/** `facts` adds what the failure itself does not know: the mailbox, the From, the time of the next attempt. */
export function explain(failure: Failure, locale: Locale, facts: Facts = {}): Explanation {
  const cause = knownCause(failure.cause)
  const entry = causes[cause]
  const known = {
    ...pick(failure, ['host', 'port', 'proxy', 'folders', 'signInWith', 'size', 'largest']),
    ...withoutGaps(facts),
  }
  const say = (sentence: Sentence) => spoken(sentence, known)[locale]

  return {
    cause,
    title: title(entry, known)[locale],
    short: entry.short[locale],
    what: say(entry.what),
    steps: entry.steps.map(say),
    who: whoCanFix[facts.byHand && entry.who === 'nobody' ? 'shop-admin' : entry.who][locale],
    ...link(cause, locale, facts),
    ...pick(failure, ['raw', 'code']),
    ...ids(failure),
  }
}

/** What happened, in a few words. */
export function titleOf(cause: Cause, facts: Facts = {}): Text {
  return title(causes[knownCause(cause)], facts)
}

/** The title as a sentence, and what else is to be said. */
export function titleAnd(cause: Cause, rest: Text = { en: '', de: '' }): Text {
  return joined(titleOf(cause), rest, '. ')
}

/** What happened and why, and what else is to be said. */
export function whatAnd(cause: Cause, rest: Text = { en: '', de: '' }): Text {
  return joined(spoken(causes[cause].what, {}), rest, ' ')
}

function joined(first: Text, rest: Text, gap: string): Text {
  const both = (locale: Locale) => `${first[locale]}${gap}${rest[locale]}`.trim()

  return { en: both('en'), de: both('de') }
}

/** The badge of a failure, at most 28 characters. */
export function shortTitle(failure: Pick<Failure, 'cause'>, locale: Locale): string {
  return causes[knownCause(failure.cause)].short[locale]
}

/** Trying again later helps, without anyone doing anything. */
export function retries(failure: Pick<Failure, 'cause'>): boolean {
  return causes[knownCause(failure.cause)].class === 'transient'
}

/** The stored sign-in is of no use any more; only a person signing in again helps. */
export function needsReconnect(failure: Pick<Failure, 'cause'>): boolean {
  return causes[knownCause(failure.cause)].reconnect === true
}

/** Failures are stored for years; a word we no longer use must not break a page. */
function knownCause(cause: Cause): Cause {
  return isCause(cause) ? cause : 'unknown-network'
}

function title({ title: sentence }: CauseEntry, facts: Facts): Text {
  const full = spoken(sentence, facts)
  const fits = full.en.length <= longestTitle && full.de.length <= longestTitle

  return fits ? full : spoken(sentence, pick(facts, ['signInWith']))
}

function spoken(sentence: Sentence, facts: Facts): Text {
  return typeof sentence === 'function' ? sentence(facts) : sentence
}

function link(cause: Cause, locale: Locale, { server }: Facts): Pick<Explanation, 'link'> {
  const to = causes[cause].link
  if (!to) return {}
  if (to === 'server') return serverLink(cause, locale, server)
  const [url, path] = [linkUrls[to], linkPaths[to]]

  return { link: { to, text: linkTexts[to][locale], ...(url ? { url } : {}), ...(path ? { path } : {}) } }
}

/** To the server, or to the list where nobody knows which one it is. */
function serverLink(cause: Cause, locale: Locale, server: Facts['server']): Pick<Explanation, 'link'> {
  if (server === 'linked') return {}
  if (server) return { link: { to: 'server', text: linkTexts.server[locale], path: server } }
  const list = Object.hasOwn(imapCauses, cause) ? '/incoming-servers' : '/outgoing-servers'

  return { link: { to: 'server', text: listTexts[list][locale], path: list } }
}

function ids(failure: Failure): Pick<Explanation, 'ids'> {
  const known = pick(failure, ['traceId', 'correlationId', 'timestamp'])

  return Object.keys(known).length > 0 ? { ids: known } : {}
}

function withoutGaps(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined && fact !== ''))
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  const picked: Partial<Pick<T, K>> = {}
  for (const key of keys) if (from[key] !== undefined) picked[key] = from[key]

  // The keys were copied one by one, which the compiler cannot see; a missing one was optional before.
  return picked as Pick<T, K>
}
