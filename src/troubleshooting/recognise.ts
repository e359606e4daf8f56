import type { Cause } from '../failures/causes.ts'
import { diagnose } from '../failures/diagnose.ts'
import type { Evidence } from '../failures/failure.ts'

/** What somebody typed or pasted, as far as it names an error. */
export interface Recognised {
  causes: Cause[]
  /** AADSTS numbers that no cause knows: Microsoft explains those. */
  unknownNumbers: number[]
}

const unknown: ReadonlySet<Cause> = new Set<Cause>([
  ...(['unknown-identity', 'unknown-smtp', 'unknown-imap', 'unknown-network'] as const),
])
const smtpStages = ['mail', 'rcpt', 'data', 'auth', 'starttls', 'ehlo'] as const
/** These answer a sign-in and nothing else (RFC 4954, 6). */
const aboutSignIn = ['432', '454', '530', '534', '535', '538']
const imapStages = ['auth', 'select', 'fetch'] as const
const networkStages = ['tcp', 'tls', 'dns', 'read'] as const

/** Reads codes out of the text with the same rules that judge what Microsoft and mail servers say to us. */
export function recognise(text: string): Recognised {
  const identity = numbersIn(text).map((number) => ({ number, cause: causeOf(identityOf(text, number)) }))
  const others = [...oauthErrors(text), ...smtp(text), ...imap(text), ...network(text)]
  const known = [...identity.map(({ cause }) => cause), ...others].filter((cause) => cause !== undefined)

  return {
    causes: [...new Set(known)],
    unknownNumbers: identity.filter(({ cause }) => cause === undefined).map(({ number }) => number),
  }
}

/** With the letters or without: people copy what they see. */
function numbersIn(text: string): number[] {
  const found = [...text.matchAll(/AADSTS ?(\d{4,10})/gi), ...text.matchAll(/(?<![\d.])(\d{5,8})(?![\d.])/g)]

  return [...new Set(found.map(([, digits]) => Number(digits)))].slice(0, 10)
}

function identityOf(text: string, number: number): Evidence {
  return { kind: 'identity', error: '', codes: [number], text: text.includes('AADSTS') ? text : '' }
}

/** The word Microsoft's sign-in sends with an error: `invalid_grant`. */
function oauthErrors(text: string): Cause[] {
  const words = text.match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? []

  return first(words.map((error) => ({ kind: 'identity', error, codes: [] })))
}

/** `535 5.7.139 Authentication unsuccessful`, wherever in the text. */
function smtp(text: string): Cause[] {
  const [, code = '', enhanced, words = ''] = /\b([45]\d\d)[ -](\d\.\d{1,3}\.\d{1,3})?(.*)/.exec(text) ?? []
  if (!code) return []
  const said = {
    code: Number(code),
    text: `${enhanced ?? ''}${words}`.trim(),
    ...(enhanced ? { enhanced } : {}),
  }

  const stages = aboutSignIn.includes(code) ? (['auth'] as const) : smtpStages

  return first(stages.map((stage) => ({ kind: 'smtp', stage, signInWith: 'outlook', ...said })))
}

function imap(text: string): Cause[] {
  const [, status = '', words = ''] = /\b(NO|BAD|BYE) (.+)/.exec(text) ?? []
  if (status !== 'NO' && status !== 'BAD' && status !== 'BYE') return []

  return first(
    imapStages.map((stage) => ({ kind: 'imap', stage, status, text: words, signInWith: 'outlook' })),
  )
}

/** Codes of Node: ECONNREFUSED, CERT_HAS_EXPIRED. */
function network(text: string): Cause[] {
  const codes = text.match(/\b(?:E[A-Z]{4,}|EAI_[A-Z]+|ERR_[A-Z_]+|[A-Z]+(?:_[A-Z]+){2,})\b/g) ?? []
  const place = { host: '', port: 0 }

  return codes.flatMap((code) =>
    first(networkStages.map((stage) => ({ kind: 'network', stage, code, ...place }))),
  )
}

function first(evidence: Evidence[]): Cause[] {
  const [cause] = evidence.flatMap((one) => causeOf(one) ?? [])

  return cause ? [cause] : []
}

function causeOf(evidence: Evidence): Cause | undefined {
  const { cause } = diagnose(evidence)

  return unknown.has(cause) ? undefined : cause
}
