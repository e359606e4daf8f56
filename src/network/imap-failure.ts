import type { RemoteFailure } from '../errors.ts'
import type { ImapEvidence, NetworkEvidence } from '../failures/failure.ts'
import { type Credentials, signInWith, withoutSecrets } from './credentials.ts'
import { placeOf, type Target } from './dial.ts'
import { remoteFailure } from './remote-failure.ts'

interface Peer extends Target {
  credentials: Credentials
}

interface Said {
  bye: string | false | undefined
  throttledMs: number | undefined
}

/** The judged error for what imapflow threw, and what was heard besides. */
export function imapFailure(
  error: unknown,
  stage: ImapEvidence['stage'],
  peer: Peer,
  heard: Said,
): RemoteFailure {
  const said = refusal(error, heard)
  if (!said) return remoteFailure(silence(error, peer))
  const { credentials } = peer
  const text = withoutSecrets(said.text, credentials)

  return remoteFailure({
    kind: 'imap',
    stage,
    status: said.status,
    text,
    signInWith: signInWith(credentials),
  })
}

/** What the server said against it, if it said anything. */
function refusal(
  error: unknown,
  { bye, throttledMs }: Said,
): Pick<ImapEvidence, 'status' | 'text'> | undefined {
  const fields = fieldsOf(error)
  const { authenticationFailed, responseStatus, reason } = fields
  const text = wordsOf(fields)
  if (throttledMs !== undefined)
    return {
      status: 'BAD',
      text: `Request is throttled. Suggested Backoff Time: ${throttledMs} milliseconds`,
    }
  if (responseStatus === 'NO' || responseStatus === 'BAD') return { status: responseStatus, text }
  // Exchange accepts the sign-in and refuses the next command with BAD; imapflow keeps only its words.
  if (authenticationFailed) return { status: 'BAD', text }
  const goodbye = reason || bye

  return goodbye ? { status: 'BYE', text: goodbye } : undefined
}

/** As the server wrote it: imapflow takes the response code (RFC 5530) out of the text, and it says most. */
function wordsOf({ responseText, response, serverResponseCode }: ImapFlowFields): string {
  const text = responseText ?? (typeof response === 'string' ? response : '')

  return serverResponseCode && !text.startsWith('[') ? `[${serverResponseCode}] ${text}` : text
}

interface ImapFlowFields {
  authenticationFailed?: boolean
  responseStatus?: string
  responseText?: string
  serverResponseCode?: string
  response?: unknown
  reason?: string
  code?: string
}

/** imapflow sets more fields on its errors than their class says. */
function fieldsOf(error: unknown): ImapFlowFields {
  return error instanceof Error ? Object.assign<ImapFlowFields, Error>({}, error) : {}
}

function silence(error: unknown, peer: Peer): NetworkEvidence {
  const { code = 'ESOCKET' } = fieldsOf(error)

  return { kind: 'network', stage: 'read', code, ...placeOf(peer) }
}
