import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach } from 'vitest'

export interface Call {
  headers: IncomingHttpHeaders
  body: string
}

type Answering = (answer: ServerResponse, call: Call) => void

export interface Receiver {
  url: string
  calls: Call[]
  /** From which ports others connected, since the test began. */
  clientPorts: Set<number>
  /** What it answers; 204 unless a test says otherwise. */
  answer: Answering
  /** With TLS: the certificate it shows from now on. */
  show(tls: Tls): void
}

interface Tls {
  key: string
  cert: string
}

/** A real web server of the shop, on loopback. Call it at the top of a test file. */
export function useReceiver(tls?: Tls): Receiver {
  const receiver: Receiver = { url: '', calls: [], clientPorts: new Set(), answer: ok, show }
  const listener: Parameters<typeof createServer>[1] = (request, answer) => {
    void text(request).then((body) => {
      const call = { headers: request.headers, body }
      receiver.calls.push(call)
      receiver.answer(answer, call)
    })
  }
  const tlsServer = tls && createTlsServer(tls, listener)
  const server = tlsServer ?? createServer(listener)
  function show(other: Tls): void {
    tlsServer?.setSecureContext(other)
  }
  server.on('connection', ({ remotePort = 0 }) => receiver.clientPorts.add(remotePort))
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    // An object, because the server listens on a port and not on a pipe.
    const { port } = server.address() as AddressInfo
    receiver.url = `${tls ? 'https' : 'http'}://localhost:${port}/mailroom`
  })
  beforeEach(() => {
    receiver.calls = []
    receiver.clientPorts.clear()
    receiver.answer = ok
    if (tls) show(tls)
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  return receiver
}

export function ok(answer: ServerResponse): void {
  answer.writeHead(204).end()
}

export function status(code: number, headers: Record<string, string> = {}): Answering {
  return (answer) => {
    answer.writeHead(code, headers).end()
  }
}
