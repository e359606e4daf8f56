import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { RemoteFailure } from '../../src/errors.ts'
import { explain } from '../../src/failures/explain.ts'
import { openSocket } from '../../src/network/dial.ts'
import { createOutgoingProxy, type ForwardProxy } from '../../src/network/proxy.ts'
import { openWire } from '../../src/network/wire.ts'
import { startScripted, testCertificates } from '../connection-test/scripted-server.ts'
import { freePort } from '../free-port.ts'
import type { Certificates } from '../microsoft-365/certificates.ts'
import { listen } from '../microsoft-365/loopback.ts'
import { startProxy, type TestProxy } from '../proxy.ts'

const signIn = { user: 'shop', password: 'Geheim/7:@x' }
const inUrl = 'shop:Geheim%2F7%3A%40x@'
const ms = 3000

let certificates: Certificates
beforeAll(async () => {
  certificates = await testCertificates()
})

function via(url: string, takesNames = false): ForwardProxy {
  const given = { MAIL_PROXY: url, MAIL_NO_PROXY: [], MAIL_PROXY_RESOLVES: takesNames }

  return createOutgoingProxy(given, certificates.ca).proxyFor('mail.example') ?? expect.fail()
}

async function proxyOf(...given: Parameters<typeof startProxy>): Promise<TestProxy> {
  const proxy = await startProxy(...given)
  onTestFinished(proxy.vanish)

  return proxy
}

/** A server that does what it is told with each connection. */
async function serverThat(does: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    does(socket)
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  return listen(server, 0)
}

async function failureOf(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof RemoteFailure)) throw new Error(`No RemoteFailure: ${error}`)

  return error
}

const kinds = [
  ['http', {}, (port: number) => `http://127.0.0.1:${port}`],
  ['http with a sign-in', { signIn }, (port: number) => `http://${inUrl}127.0.0.1:${port}`],
  ['https with a sign-in', { signIn, isSecure: true }, (port: number) => `https://${inUrl}localhost:${port}`],
  ['socks5', {}, (port: number) => `socks5://127.0.0.1:${port}`],
  ['socks5 with a sign-in', { signIn }, (port: number) => `socks5://${inUrl}127.0.0.1:${port}`],
] as const

describe.each(kinds)(
  '%s',
  (name, { isSecure = false, ...manner }: { signIn?: typeof signIn; isSecure?: boolean }, url) => {
    const kind = name.startsWith('socks5') ? 'socks5' : isSecure ? 'https' : 'http'
    const start = () => proxyOf({ kind, ...manner, ...(isSecure ? { tls: certificates.good } : {}) })

    test('leads to the checked address, and every byte arrives, also one that came at once', async () => {
      const proxy = await start()
      const port = await serverThat((socket) => {
        socket.write('220 ready\r\n')
        socket.pipe(socket)
      })

      const socket = await openSocket(
        { address: '127.0.0.1', host: 'mail.example', port, via: via(url(proxy.port)) },
        { ms },
      )
      onTestFinished(() => void socket.destroy())
      // Somebody who takes their time before they listen.
      await expect.poll(() => socket.bytesRead).toBeGreaterThan(0)
      const [greeting] = await once(socket, 'data')
      socket.write('hello')
      const [echo] = await once(socket, 'data')

      expect([String(greeting), String(echo)]).toEqual(['220 ready\r\n', 'hello'])
      expect(proxy.asked).toEqual([`127.0.0.1:${port}`])
    })

    test('is given IPv6 addresses, and names where it looks them up', async () => {
      const proxy = await start()
      const port = await serverThat((socket) => socket.end('x'))

      for (const address of ['2001:db8::a:1', 'mail.example']) {
        const socket = await openSocket(
          { address, host: 'mail.example', port, via: via(url(proxy.port)) },
          { ms },
        )
        socket.destroy()
      }

      expect(proxy.asked).toEqual([`[2001:db8::a:1]:${port}`, `mail.example:${port}`])
    })

    test.each([
      ['the certificate of the mail server', 'otherHost', 'certificate-not-trusted'],
      ['and takes the right one', 'good', 'none'],
    ] as const)('does not spare us %s, with STARTTLS as well', async (_, certificate, cause) => {
      const proxy = await start()
      const { port } = await startScripted({
        certificate: certificates[certificate],
        onConnect: '220 ready',
        onLine: (peer) => {
          peer.say('220 go ahead')
          peer.startTls()
        },
      })
      const target = {
        address: '127.0.0.1',
        host: 'localhost',
        port,
        via: via(url(proxy.port)),
        ca: certificates.ca,
      }
      const wire = await openWire(target, new AbortController().signal)
      onTestFinished(wire.close)
      await wire.line()
      wire.send('STARTTLS')
      await wire.line()

      const result = await wire.encrypt().then(
        () => 'none',
        (error: unknown) => (error instanceof RemoteFailure ? error.failure.cause : error),
      )

      expect(result).toBe(cause)
      expect(proxy.asked).toHaveLength(1)
    })

    test('ends with a failure that names it, and a place for what is behind it', async () => {
      const proxy = await start()
      proxy.refusal = kind === 'socks5' ? 2 : 403

      const error = await failureOf(
        openSocket(
          { address: '127.0.0.1', host: 'smtp.example', port: 587, via: via(url(proxy.port)) },
          { ms },
        ),
      )

      const shown = `${isSecure ? 'localhost' : '127.0.0.1'}:${proxy.port}`
      expect(error.failure).toMatchObject({
        cause: 'proxy-refuses',
        proxy: shown,
        host: 'smtp.example',
        port: 587,
      })
      expect(explain(error.failure, 'en').what).toBe(
        `The proxy ${shown} of the hosting forbids connections to smtp.example:587.`,
      )
      expect(explain(error.failure, 'de').what).toBe(
        `Der Proxy ${shown} beim Hosting verbietet Verbindungen zu smtp.example:587.`,
      )
    })

    test('that is gone is a failure which passes', async () => {
      const proxy = await start()
      proxy.vanish()

      const { failure } = await failureOf(
        openSocket(
          { address: '127.0.0.1', host: 'smtp.example', port: 587, via: via(url(proxy.port)) },
          { ms },
        ),
      )

      expect(failure).toMatchObject({ cause: 'proxy-unreachable', code: 'ECONNREFUSED' })
    })

    test('that stays silent is given up in time, and nothing is left open', async () => {
      const proxy = await start()
      proxy.silent = true

      const { failure } = await failureOf(
        openSocket(
          { address: '127.0.0.1', host: 'smtp.example', port: 587, via: via(url(proxy.port)) },
          { ms: 400 },
        ),
      )

      expect(failure).toMatchObject({ cause: 'proxy-finds-no-way', code: 'PROXY_SILENT' })
      await expect.poll(() => proxy.open()).toBe(0)
    })

    test('that reaches nothing behind it is told apart from a server that refuses us', async () => {
      const proxy = await start()
      const port = await freePort()

      const { failure } = await failureOf(
        openSocket({ address: '127.0.0.1', host: 'smtp.example', port, via: via(url(proxy.port)) }, { ms }),
      )

      expect(failure).toMatchObject({
        cause: 'proxy-finds-no-way',
        code: kind === 'socks5' ? 'SOCKS_5' : 'HTTP_502',
      })
    })

    test('is left at once when nobody waits any more', async () => {
      const proxy = await start()
      proxy.silent = true
      const stop = new AbortController()
      const opening = openSocket(
        { address: '127.0.0.1', host: 'smtp.example', port: 587, via: via(url(proxy.port)) },
        { ms, signal: stop.signal },
      )
      await expect.poll(() => proxy.asked.length).toBe(1)
      stop.abort(new Error('enough'))

      await expect(opening).rejects.toThrow('enough')
      await expect.poll(() => proxy.open()).toBe(0)
    })
  },
)

test.each([
  ['http', (port: number) => `http://shop:wrong-Secret@127.0.0.1:${port}`],
  ['http', (port: number) => `http://127.0.0.1:${port}`],
  ['socks5', (port: number) => `socks5://shop:wrong-Secret@127.0.0.1:${port}`],
  ['socks5', (port: number) => `socks5://127.0.0.1:${port}`],
] as const)('a sign-in that %s refuses is said, and the password is in no error', async (kind, url) => {
  const proxy = await proxyOf({ kind, signIn })

  const error = await failureOf(
    openSocket({ address: '127.0.0.1', host: 'smtp.example', port: 587, via: via(url(proxy.port)) }, { ms }),
  )

  expect(error.failure.cause).toBe('proxy-wants-sign-in')
  expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('wrong-Secret')
})

test.each([
  ['http', 'HTTP/1.1 200 OK\r\n\r\n220 early\r\n'],
  ['socks5', '\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00220 early\r\n'],
] as const)(
  'what a server says in one packet with the answer of an %s proxy is not lost',
  async (kind, answer) => {
    const port = await serverThat((socket) => {
      socket.on('data', (bytes) => {
        const isHello = kind === 'socks5' && bytes.length === 3
        socket.write(Buffer.from(isHello ? '\x05\x00' : answer, 'latin1'))
      })
    })
    const target = {
      address: '192.0.2.1',
      host: 'mail.example',
      port: 587,
      via: via(`${kind}://127.0.0.1:${port}`),
    }
    const wire = await openWire(target, new AbortController().signal)
    onTestFinished(wire.close)

    expect(await wire.line()).toBe('220 early')
  },
)

test('a SOCKS proxy may answer byte by byte', async () => {
  const answers = ['\x05\x00', '\x05\x00\x00\x03\x04name\x00\x00220 late\r\n']
  const port = await serverThat((socket) => {
    socket.setNoDelay(true)
    socket.on('data', async () => {
      for (const byte of Buffer.from(answers.shift() ?? '', 'latin1')) {
        socket.write(Buffer.from([byte]))
        await new Promise((resolve) => setImmediate(resolve))
      }
    })
  })
  const target = {
    address: '192.0.2.1',
    host: 'mail.example',
    port: 587,
    via: via(`socks5://127.0.0.1:${port}`),
  }
  const wire = await openWire(target, new AbortController().signal)
  onTestFinished(wire.close)

  expect(await wire.line()).toBe('220 late')
})

test.each([
  ['http://127.0.0.1', 'no proxy at all', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['socks5://127.0.0.1', 'a proxy of another kind', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['http://127.0.0.1', 'something that hangs up', ''],
  ['socks5://127.0.0.1', 'something that hangs up', '\x05'],
])('behind %s there is %s: the operator must look', async (url, _, words) => {
  const port = await serverThat((socket) => socket.once('data', () => socket.end(words)))

  const { failure } = await failureOf(
    openSocket({ address: '192.0.2.1', host: 'mail.example', port: 587, via: via(`${url}:${port}`) }, { ms }),
  )

  expect(failure).toMatchObject({ cause: 'proxy-unreachable', proxy: `127.0.0.1:${port}` })
})

test('an https proxy whose certificate is for another name is given nothing', async () => {
  const proxy = await proxyOf({ kind: 'https', tls: certificates.otherHost })

  const { failure } = await failureOf(
    openSocket(
      {
        address: '127.0.0.1',
        host: 'a.example',
        port: 587,
        via: via(`https://${inUrl}localhost:${proxy.port}`),
      },
      { ms },
    ),
  )

  expect(failure).toMatchObject({ cause: 'proxy-unreachable', code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  expect(proxy.asked).toEqual([])
})

test('a session that breaks off names the proxy as one who may have done it', async () => {
  const proxy = await proxyOf({ kind: 'http' })
  const port = await serverThat((socket) => socket.write('220 ready\r\n'))
  const wire = await openWire(
    { address: '127.0.0.1', host: 'mail.example', port, via: via(`http://${proxy.shown}`) },
    new AbortController().signal,
  )
  onTestFinished(wire.close)
  await wire.line()
  const next = failureOf(wire.line())
  proxy.vanish()

  const { failure } = await next
  expect(failure).toMatchObject({ cause: 'connection-broken', proxy: proxy.shown })
  expect(explain(failure, 'de').what).toContain(`der Proxy ${proxy.shown} unterwegs`)
})
