import { createServer, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { onTestFinished } from 'vitest'
import { type Certificate, type Certificates, makeCertificates } from '../microsoft-365/certificates.ts'
import { listen } from '../microsoft-365/loopback.ts'

/** The server's end of one connection. */
export interface Peer {
  say(text: string): void
  sayBytes(bytes: string): void
  hangUp(): void
  startTls(): void
  isEncrypted(): boolean
}

/** What a server answers: words, or whatever it does instead. */
export type Answer = string | ((peer: Peer, line: string) => void)

export const silence: Answer = () => {}
export const hangUp: Answer = (peer) => peer.hangUp()

export interface Manners {
  /** Asked for each connection when it is a function. */
  certificate?: Certificate | (() => Certificate)
  /** TLS from the start. */
  tls?: boolean
  newestTls?: 'TLSv1.1'
  onConnect: Answer
  onLine: (peer: Peer, line: string) => void
}

export interface ScriptedServer {
  port: number
  connections(): number
  /** All that was received before, or without, encryption. */
  clearBytes(): string
  /** All lines, encrypted or not. */
  lines(): string[]
}

let certificates: Promise<Certificates> | undefined

/** Made once: keys take their time. */
export function testCertificates(): Promise<Certificates> {
  certificates ??= makeCertificates()

  return certificates
}

/** A mail server that does exactly what a test says. Ends with the test. */
export async function startScripted(manners: Manners): Promise<ScriptedServer> {
  const certificate = manners.certificate ?? (await testCertificates()).good
  const sockets = new Set<Socket>()
  const lines: string[] = []
  let clear = ''
  let connections = 0
  const server = createServer((plain) => {
    connections += 1
    sockets.add(plain)
    plain.on('error', () => {})
    plain.on('data', (bytes) => {
      if (!manners.tls) clear += bytes.toString('latin1')
    })
    const shown = typeof certificate === 'function' ? certificate() : certificate
    converse(plain, { ...manners, certificate: shown }, (line) => lines.push(line))
  })
  const port = await listen(server, 0)
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  return { port, connections: () => connections, clearBytes: () => clear, lines: () => lines }
}

function converse(
  plain: Socket,
  manners: Manners & { certificate: Certificate },
  heard: (line: string) => void,
): void {
  let socket: Socket = plain
  let unread = ''
  const peer: Peer = {
    say: (text) => void socket.write(`${text.replaceAll('\n', '\r\n')}\r\n`),
    sayBytes: (bytes) => void socket.write(bytes, 'latin1'),
    hangUp: () => void socket.destroy(),
    isEncrypted: () => socket instanceof TLSSocket,
    startTls() {
      plain.removeAllListeners('data')
      unread = ''
      const { certificate, newestTls } = manners
      socket = new TLSSocket(plain, {
        isServer: true,
        secureContext: createSecureContext({
          ...certificate,
          ...(newestTls
            ? { minVersion: newestTls, maxVersion: newestTls, ciphers: 'DEFAULT@SECLEVEL=0' }
            : {}),
        }),
      })
      listenTo(socket)
    },
  }

  function listenTo(current: Socket): void {
    current.on('error', () => {})
    current.on('data', (bytes) => {
      if (current !== socket) return
      const pieces = (unread + bytes.toString('latin1')).split('\r\n')
      unread = pieces.pop() ?? ''
      for (const line of pieces) {
        heard(line)
        manners.onLine(peer, line)
      }
    })
  }

  if (manners.tls) peer.startTls()
  else listenTo(plain)
  give(manners.onConnect, peer, '')
}

export function give(answer: Answer, peer: Peer, line: string): void {
  if (typeof answer === 'string') peer.say(answer)
  else answer(peer, line)
}
