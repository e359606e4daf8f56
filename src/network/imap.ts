import { ImapFlow, type ImapFlowError } from 'imapflow'
import type { RemoteFailure } from '../errors.ts'
import type { ImapEvidence, NetworkEvidence } from '../failures/failure.ts'
import { type Credentials, signInWith, withoutSecrets } from './credentials.ts'
import { ownFailure, remoteFailure } from './remote-failure.ts'
import { type Encryption, tlsOptions } from './tls.ts'

const connectMs = 10_000
const greetingMs = 10_000
/** Also limits how long imapflow obeys a throttling server by itself: to half of it, which a step still survives. */
const silenceMs = 20_000
/** What is read here are lists of folders and single headers. */
const mostBytes = 1024 * 1024
const mostFolders = 500

export interface ImapAccess {
  /** The checked address; the name is only for the certificate. */
  address: string
  host: string
  port: number
  encryption: Encryption
  credentials: Credentials
  /** The operator permits connections without encryption; tokens never travel on one. */
  mayBePlain: boolean
  ca?: string | undefined
}

export interface OpenFolder {
  count: number
  uidValidity: string
}

export interface FoundMail {
  /** With angle brackets. */
  messageId: string | undefined
}

/** A signed-in IMAP connection. Everything that goes wrong on it is a RemoteFailure. */
export interface ImapSession {
  folders(): Promise<string[]>
  /** Opens a folder so that nothing in it can change, not even what counts as new (EXAMINE). */
  examine(folder: string): Promise<OpenFolder>
  /** Reads the header of the newest mail without marking it. */
  newestHeader(): Promise<{ subject: boolean }>
  /** The folder that keeps what was sent: by its mark (RFC 6154), or by its name in any language, as Exchange marks none. */
  sentFolder(): Promise<string | undefined>
  /** The newest mail in the open folder with this text in this header, by its Message-ID. */
  findByHeader(header: string, text: string): Promise<FoundMail | undefined>
  logout(): Promise<void>
  close(): void
}

/** Connects and signs in. The only place that knows imapflow. */
export async function openImap(access: ImapAccess, signal: AbortSignal): Promise<ImapSession> {
  const { credentials, encryption, mayBePlain, host, port } = access
  if (encryption === 'none' && (!mayBePlain || 'accessToken' in credentials))
    throw ownFailure('no-encryption-offered', { host, port })

  const client = createClient(access)
  // Without a listener an error would end the process.
  client.on('error', () => {})
  const close = () => client.close()
  if (signal.aborted) throw signal.reason
  signal.addEventListener('abort', close, { once: true })

  async function asked<T>(stage: ImapEvidence['stage'], answer: Promise<T>): Promise<T> {
    return answer.catch((error: unknown) => {
      throw toRemoteFailure(error, stage, access, client.byeReason)
    })
  }

  await asked('auth', client.connect()).catch((error: unknown) => {
    close()
    throw error
  })

  return {
    async folders() {
      const found = await asked('select', client.list())

      return found.map(({ path }) => path).slice(0, mostFolders)
    },
    async examine(folder) {
      const { exists, uidValidity } = await asked('select', client.mailboxOpen(folder, { readOnly: true }))

      return { count: exists ?? 0, uidValidity: String(uidValidity ?? '') }
    },
    async newestHeader() {
      const mail = await asked('fetch', client.fetchOne('*', { uid: true, headers: ['subject'] }))
      const header = mail ? (mail.headers?.toString('latin1') ?? '') : ''

      return { subject: /^subject:\s*\S/im.test(header) }
    },
    async sentFolder() {
      const found = await asked('select', client.list())

      return found.find(({ specialUse }) => specialUse === '\\Sent')?.path
    },
    async findByHeader(header, text) {
      const uids = await asked('fetch', client.search({ header: { [header]: text } }, { uid: true }))
      // imapflow answers false, without the server's words, when the server refuses.
      if (!uids) throw remoteFailure(refusedSearch(access))
      const newest = uids.at(-1)
      if (newest === undefined) return undefined
      const wanted = { uid: true, headers: ['message-id'] }
      const mail = await asked('fetch', client.fetchOne(String(newest), wanted, { uid: true }))
      const head = mail ? (mail.headers?.toString('latin1') ?? '') : ''

      return { messageId: /^message-id:\s*(<[^<>\s]{3,250}>)/im.exec(head)?.[1] }
    },
    async logout() {
      await asked('end', client.logout())
    },
    close,
  }
}

function createClient({ address, host, port, encryption, credentials, ca }: ImapAccess): ImapFlow {
  // imapflow connects to `host`, so that one must stay the checked address.
  const { host: _, servername, ...tls } = tlsOptions({ host, ca })
  const { user } = credentials

  return new ImapFlow({
    host: address,
    port,
    ...(servername ? { servername } : {}),
    tls,
    secure: encryption === 'tls',
    // Left to itself imapflow would go on without encryption when the server offers none.
    doSTARTTLS: encryption === 'starttls',
    auth:
      'accessToken' in credentials
        ? { user, accessToken: credentials.accessToken }
        : { user, pass: credentials.password },
    clientInfo: { name: 'Mailroom', version: false, vendor: false, 'support-url': false, date: false },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    // Exchange has offered it with wrong answers to SEARCH (September 2026).
    disableIMAP4rev2: true,
    connectionTimeout: connectMs,
    greetingTimeout: greetingMs,
    socketTimeout: silenceMs,
    maxLineLength: mostBytes,
    maxLiteralSize: mostBytes,
    maxResponseSize: 2 * mostBytes,
  })
}

function toRemoteFailure(
  error: unknown,
  stage: ImapEvidence['stage'],
  { host, port, credentials }: ImapAccess,
  bye: string | false | undefined,
): RemoteFailure {
  const said = refusal(error, bye)
  if (!said) return remoteFailure(silence(error, host, port))
  const text = withoutSecrets(said.text, credentials)

  return remoteFailure({
    kind: 'imap',
    stage,
    status: said.status,
    text,
    signInWith: signInWith(credentials),
  })
}

function refusedSearch({ credentials }: ImapAccess): ImapEvidence {
  return { kind: 'imap', stage: 'fetch', status: 'NO', text: '', signInWith: signInWith(credentials) }
}

/** What the server said against it, if it said anything. */
function refusal(
  error: unknown,
  bye: string | false | undefined,
): Pick<ImapEvidence, 'status' | 'text'> | undefined {
  const { authenticationFailed, responseStatus, responseText, response, reason, code } = fieldsOf(error)
  const text = responseText ?? (typeof response === 'string' ? response : '')
  if (responseStatus === 'NO' || responseStatus === 'BAD') return { status: responseStatus, text }
  // Exchange accepts the sign-in and refuses the next command with BAD; imapflow keeps only its words.
  if (authenticationFailed) return { status: 'BAD', text }
  // imapflow has waited as long as the server wished, and the server still refuses.
  if (code === 'ETHROTTLE') return { status: 'BAD', text: 'Request is throttled.' }
  const goodbye = reason || bye

  return goodbye ? { status: 'BYE', text: goodbye } : undefined
}

/** imapflow sets more fields on its errors than their class says. */
function fieldsOf(error: unknown): Partial<ImapFlowError> {
  return error instanceof Error ? error : {}
}

function silence(error: unknown, host: string, port: number): NetworkEvidence {
  const { code = 'ESOCKET' } = fieldsOf(error)

  return { kind: 'network', stage: 'read', code, host, port }
}
