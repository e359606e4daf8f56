import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { ImapFlow, type ImapTransport } from 'imapflow'
import type { RemoteFailure } from '../errors.ts'
import type { ImapEvidence } from '../failures/failure.ts'
import type { Credentials } from './credentials.ts'
import { openSocket, type Target } from './dial.ts'
import { imapFailure } from './imap-failure.ts'
import { ownFailure } from './remote-failure.ts'
import { type Encryption, tlsOptions } from './tls.ts'

const connectMs = 10_000
const greetingMs = 10_000

export interface ImapAccess extends Target {
  encryption: Encryption
  credentials: Credentials
  /** The operator permits connections without encryption; tokens never travel on one. */
  mayBePlain: boolean
  ca?: string | undefined
}

export interface ImapLimits {
  /** The longest silence while an answer is due. */
  silenceMs: number
  /** Of one literal; a response may be twice as long, and so may a line. */
  mostBytes: number
  /** When an IDLE is begun anew. */
  idleMs?: number
}

export type ImapConnection = Awaited<ReturnType<typeof connectImap>>

/** What imapflow only tells its log: the words of refusals it answers with `false`. */
interface Overheard {
  refusal?: Error
  /** What ended the connection; commands that wait are only told that it ended. */
  broken?: Error
  throttledMs?: number
}

/** Connects and signs in. The only place that knows imapflow; everything that goes wrong is a RemoteFailure. */
export async function connectImap(access: ImapAccess, signal: AbortSignal, limits: ImapLimits) {
  const { credentials, encryption, mayBePlain, host, port } = access
  if (encryption === 'none' && (!mayBePlain || 'accessToken' in credentials))
    throw ownFailure('no-encryption-offered', { host, port })

  const socket = await openSocket(access, { ms: Math.min(connectMs, limits.silenceMs), signal })
  const overheard: Overheard = {}
  const close = () => {
    client.close()
    // imapflow knows of the socket only once it has begun.
    socket.destroy()
  }
  const client: ImapFlow = createClient(access, socket, limits, (entry) => {
    overhear(overheard, entry)
    // Left to itself imapflow waits before it says so. Closing ends that wait, once it has begun.
    if (overheard.throttledMs !== undefined) setImmediate(close)
  })
  // Without a listener an error would end the process.
  client.on('error', (error) => {
    overheard.broken = error
  })
  signal.addEventListener('abort', close, { once: true })
  client.once('close', () => signal.removeEventListener('abort', close))

  function failure(error: unknown, stage: ImapEvidence['stage']): RemoteFailure {
    return imapFailure(overheard.broken ?? error, stage, access, {
      bye: client.byeReason,
      throttledMs: overheard.throttledMs,
    })
  }

  async function asked<T>(stage: ImapEvidence['stage'], answer: Promise<T>): Promise<T> {
    delete overheard.refusal

    return answer.catch((error: unknown) => {
      throw failure(error, stage)
    })
  }

  /** The same for commands which imapflow answers with `false` when the server refuses them. */
  async function granted<T>(
    stage: ImapEvidence['stage'],
    answer: Promise<T | false | undefined>,
  ): Promise<T> {
    const given = await asked(stage, answer)
    if (given === false || given === undefined) throw failure(overheard.refusal ?? refused, stage)

    return given
  }

  await asked('auth', client.connect()).catch((error: unknown) => {
    close()
    throw error
  })

  return { client, asked, granted, close }
}

const refused = Object.assign(new Error(), { responseStatus: 'NO' })

type Warn = (entry: unknown) => void

function createClient(
  access: ImapAccess,
  socket: Socket,
  { silenceMs, mostBytes, idleMs }: ImapLimits,
  warn: Warn,
): ImapFlow {
  const { host, port, encryption, credentials } = access
  const quiet = () => {}
  const logger = {
    trace: quiet,
    debug: quiet,
    info: quiet,
    warn,
    error: quiet,
    isLevelEnabled: (level: string) => level === 'warn',
  }
  const { user } = credentials

  return new ImapFlow({
    host,
    port,
    transport: transportOver(socket, access),
    secure: encryption === 'tls',
    // Left to itself imapflow would go on without encryption when the server offers none.
    doSTARTTLS: encryption === 'starttls',
    auth:
      'accessToken' in credentials
        ? { user, accessToken: credentials.accessToken }
        : { user, pass: credentials.password },
    clientInfo: { name: 'Mailroom', version: false, vendor: false, 'support-url': false, date: false },
    logger,
    disableAutoIdle: true,
    disableCompression: true,
    // Exchange has offered it with wrong answers to SEARCH (September 2026).
    disableIMAP4rev2: true,
    connectionTimeout: Math.min(connectMs, silenceMs),
    greetingTimeout: Math.min(greetingMs, silenceMs),
    socketTimeout: silenceMs,
    maxLineLength: mostBytes,
    maxLiteralSize: mostBytes,
    maxResponseSize: 2 * mostBytes,
    ...(idleMs === undefined ? {} : { maxIdleTime: idleMs }),
  })
}

/** imapflow is given a connection that stands already, whatever the way was; encryption is with the mail server itself. */
function transportOver(socket: Socket, access: ImapAccess): ImapTransport {
  const encrypted = (connected: () => void) => connectTls({ ...tlsOptions(access), socket }, connected)

  return {
    connect({ secure }, connected) {
      if (secure) return encrypted(connected)
      setImmediate(connected)

      return socket
    },
    upgrade: (_socket, _options, secured) => encrypted(secured),
  }
}

function overhear(overheard: Overheard, entry: unknown): void {
  if (typeof entry !== 'object' || entry === null) return
  if ('throttleDelay' in entry && typeof entry.throttleDelay === 'number')
    overheard.throttledMs = entry.throttleDelay
  if ('err' in entry && entry.err instanceof Error && 'responseStatus' in entry.err)
    overheard.refusal = entry.err
}
