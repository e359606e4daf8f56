import { type AadstsText, idIn, parseAadsts } from './aadsts.ts'
import { isCause } from './causes.ts'
import type {
  Evidence,
  Failure,
  IdentityEvidence,
  ImapEvidence,
  NetworkEvidence,
  OwnEvidence,
  SmtpEvidence,
} from './failure.ts'
import { identify } from './identity-rules.ts'
import { imapCause, suggestedWaitSeconds } from './imap-rules.ts'
import { networkCause } from './network-rules.ts'
import { redact } from './redact.ts'
import { enhancedOf, smtpCause } from './smtp-rules.ts'

const longestCode = 40
const longestName = 253
const mostFolders = 50

/** Says what went wrong, from what an adapter saw. Never throws; what it keeps of foreign texts is free of tokens. */
export function diagnose(evidence: Evidence): Failure {
  switch (evidence.kind) {
    case 'identity':
      return diagnoseIdentity(evidence)
    case 'smtp':
      return diagnoseSmtp(evidence)
    case 'imap':
      return diagnoseImap(evidence)
    case 'network':
      return diagnoseNetwork(evidence)
    case 'mailroom':
      return diagnoseOwn(evidence)
  }
}

function diagnoseIdentity(evidence: IdentityEvidence): Failure {
  const said = parseAadsts(evidence.text ?? '')
  // MSAL repeats a remembered refusal with its numbers in place of the OAuth error.
  const remembered = /^\d{4,10}$/.test(evidence.error) ? [Number(evidence.error)] : []
  const numbers = [...new Set([...evidence.codes, ...said.numbers, ...remembered])]
  const { cause, number = numbers[0] } = identify(evidence, numbers)

  return {
    cause,
    ...named(number === undefined ? evidence.error : `AADSTS${number}`),
    ...quoted(evidence.text),
    ...ids(evidence, said),
    ...wait(evidence.retryAfterSeconds),
  }
}

function diagnoseSmtp(evidence: SmtpEvidence): Failure {
  const { code, signInWith, text } = evidence
  const enhanced = enhancedOf(evidence)

  return {
    cause: smtpCause(evidence),
    ...named(enhanced ? `${code} ${enhanced}` : String(code)),
    ...quoted(text),
    signInWith,
  }
}

function diagnoseImap(evidence: ImapEvidence): Failure {
  const { status, signInWith, text } = evidence
  const responseCode = /^\[[A-Z-]+\]/.exec(text)?.[0]
  const firstWords = text.split(/[.[]/, 1).join('')

  return {
    cause: imapCause(evidence),
    ...named(`${status} ${responseCode ?? firstWords}`),
    ...quoted(text),
    signInWith,
    ...folders(evidence),
    ...wait(suggestedWaitSeconds(text)),
  }
}

function diagnoseNetwork(evidence: NetworkEvidence): Failure {
  const cause = networkCause(evidence)

  return {
    cause,
    ...(isCause(evidence.code) ? {} : named(evidence.code)),
    ...quoted(evidence.text),
    ...place(evidence),
    ...(evidence.proxy ? { proxy: redact(evidence.proxy, longestName) } : {}),
  }
}

function diagnoseOwn(evidence: OwnEvidence): Failure {
  const { cause, text, size, largest } = evidence

  return {
    cause,
    ...quoted(text),
    ...place(evidence),
    ...folders(evidence),
    ...(size && largest ? { size, largest } : {}),
  }
}

function quoted(text: string | undefined): Pick<Failure, 'raw'> {
  const raw = redact(text ?? '')

  return raw ? { raw } : {}
}

function named(word: string): Pick<Failure, 'code'> {
  const code = redact(word, longestCode)

  return code ? { code } : {}
}

function ids(evidence: IdentityEvidence, said: AadstsText) {
  const traceId = idIn(evidence.traceId) ?? said.traceId
  const correlationId = idIn(evidence.correlationId) ?? said.correlationId

  return {
    ...(traceId ? { traceId } : {}),
    ...(correlationId ? { correlationId } : {}),
    ...(said.timestamp ? { timestamp: said.timestamp } : {}),
  }
}

function place({ host, port }: NetworkEvidence | OwnEvidence): Pick<Failure, 'host' | 'port'> {
  const name = redact(host ?? '', longestName)

  return { ...(name ? { host: name } : {}), ...(port ? { port } : {}) }
}

function folders(evidence: ImapEvidence | OwnEvidence): Pick<Failure, 'folders'> {
  const names = evidence.folders?.slice(0, mostFolders).map((name) => redact(name, longestName))

  return names?.length ? { folders: names } : {}
}

function wait(seconds: number | undefined): Pick<Failure, 'retryAfterSeconds'> {
  return seconds === undefined || !(seconds >= 0) ? {} : { retryAfterSeconds: seconds }
}
