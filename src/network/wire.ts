import type { Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { openSocket, placeOf, type Target } from './dial.ts'
import { createLines, type Lines } from './lines.ts'
import { ownFailure, remoteFailure } from './remote-failure.ts'
import { codeOf, settled } from './settled.ts'
import { type TlsFacts, tlsFacts, tlsOptions } from './tls.ts'

/** A little sooner than who looks on loses patience: only here it is known who was silent. */
const connectMs = 9000

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

/** Opens a TCP connection to the checked address. */
export async function openWire(
  target: Target & { ca?: string | undefined },
  signal: AbortSignal,
): Promise<Wire> {
  const { port, host } = target
  const plain = await openSocket(target, { ms: connectMs, signal })
  signal.addEventListener('abort', () => plain.destroy(), { once: true })
  let socket: Socket | TLSSocket = plain
  // Only whoever waits for a line reads: with TLS from the start, the first bytes belong to the handshake.
  let lines: Lines | undefined
  let encrypted = false

  function failureAt(stage: 'tls' | 'read') {
    return (error: unknown) =>
      remoteFailure({
        kind: 'network',
        stage,
        code: codeOf(error),
        ...placeOf(target),
        text: wordsOf(error, stage),
      })
  }

  async function encrypt(): Promise<TlsFacts> {
    if (lines?.release())
      throw ownFailure('no-encryption-offered', { text: 'STARTTLS_INJECTION', host, port })
    const secure = connectTls({ ...tlsOptions(target), socket: plain })
    socket = secure
    await settled(secure, 'secureConnect').catch((error: unknown) => {
      secure.destroy()
      throw failureAt('tls')(error)
    })
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

/** OpenSSL and Node say more than their code only about certificates. Nothing else can quote what the server sent. */
function wordsOf(error: unknown, stage: string): string {
  return stage === 'tls' && error instanceof Error && !error.message.includes('\n')
    ? error.message.slice(0, 500)
    : ''
}
