import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { createLines, type Lines } from './lines.ts'
import { ownFailure, remoteFailure } from './remote-failure.ts'
import { type TlsFacts, tlsFacts, tlsOptions } from './tls.ts'

interface Target {
  /** The checked address that is connected to. */
  address: string
  host: string
  port: number
  ca?: string | undefined
}

/** A connection for a dialogue in lines. Everything that goes wrong on it is a RemoteFailure. */
export interface Wire {
  /** The next line without its end. */
  line(): Promise<string>
  send(line: string): void
  /** True when the server has said more than was read. */
  hasUnread(): boolean
  /** Encrypts the connection from here on. Refuses when the server spoke ahead: those words could be anybody's. */
  encrypt(): Promise<TlsFacts>
  isEncrypted(): boolean
  close(): void
}

/** Opens a TCP connection to the checked address; never to the name. */
export async function openWire(target: Target, signal: AbortSignal): Promise<Wire> {
  const { address, port, host } = target
  const plain = connect({ host: address, port, signal })
  await settled(plain, 'connect', failureAt('tcp'))
  let socket: Socket | TLSSocket = plain
  // Only whoever waits for a line reads: with TLS from the start, the first bytes belong to the handshake.
  let lines: Lines | undefined
  let encrypted = false

  function failureAt(stage: 'tcp' | 'tls' | 'read') {
    return (error: unknown) =>
      remoteFailure({ kind: 'network', stage, code: codeOf(error), host, port, text: wordsOf(error, stage) })
  }

  async function encrypt(): Promise<TlsFacts> {
    if (lines?.release())
      throw ownFailure('no-encryption-offered', { text: 'STARTTLS_INJECTION', host, port })
    const secure = connectTls({ ...tlsOptions(target), socket: plain })
    socket = secure
    await settled(secure, 'secureConnect', failureAt('tls'))
    encrypted = true
    lines = undefined

    return tlsFacts(secure)
  }

  return {
    line() {
      lines ??= createLines(socket)

      return lines.next().catch((error: unknown) => {
        throw failureAt('read')(error)
      })
    },
    send(line) {
      if (/[\r\n\0]/.test(line)) throw new Error('A line must not hold another line.')
      socket.write(`${line}\r\n`)
    },
    hasUnread: () => lines?.hasUnread() ?? false,
    encrypt,
    isEncrypted: () => encrypted,
    close() {
      socket.destroy()
      plain.destroy()
    },
  }
}

/** Waits for the event; an error, or the end of the connection, is a failure. */
async function settled(socket: Socket, event: string, failure: (error: unknown) => Error): Promise<void> {
  // Without a listener a late error, of a socket nobody waits for any more, would end the process.
  socket.on('error', () => {})
  const gone = new AbortController()
  const ended = once(socket, 'close', { signal: gone.signal }).then(() => {
    throw Object.assign(new Error('The connection was closed.'), { code: 'ECONNRESET' })
  })
  try {
    await Promise.race([once(socket, event), ended])
  } catch (error) {
    socket.destroy()
    throw failure(error)
  } finally {
    ended.catch(() => {})
    gone.abort()
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'ESOCKET'
}

/** OpenSSL and Node say more than their code only about certificates. Nothing else can quote what the server sent. */
function wordsOf(error: unknown, stage: string): string {
  return stage === 'tls' && error instanceof Error && !error.message.includes('\n')
    ? error.message.slice(0, 500)
    : ''
}
