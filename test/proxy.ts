import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { listen } from './microsoft-365/loopback.ts'

interface SignIn {
  user: string
  password: string
}

interface Manner {
  kind: 'http' | 'https' | 'socks5'
  signIn?: SignIn
  /** For a proxy that is itself spoken to over TLS. */
  tls?: { key: string; cert: string }
}

/** What a proxy answers instead of connecting: an HTTP status, or a number of SOCKS5. */
type Refusal = number | undefined

/**
 * A real proxy on loopback. It connects to 127.0.0.1 whatever name or address it is given, so a name that only it knows leads
 * to a server of the test.
 */
export interface TestProxy {
  /** `127.0.0.1:PORT` */
  shown: string
  port: number
  /** What it was asked for, `host:port`, oldest first. */
  asked: string[]
  /** The ports it connects from; a server that sees others was reached without it. */
  ownPorts: Set<number>
  refusal: Refusal
  /** Takes a request and never answers. */
  silent: boolean
  /** Asked before bytes are passed on, with how many a connection has carried then, either way: whether to vanish; once. */
  breakWhen: ((carried: number) => boolean) | undefined
  /** Clients connected now. */
  open(): number
  /** Ends every connection, and takes none until it is back. */
  vanish(): void
  comeBack(): Promise<void>
}

export async function startProxy(manner: Manner): Promise<TestProxy> {
  const sockets = new Set<Duplex>()
  const server = manner.kind === 'socks5' ? createServer() : createWebServer(manner)
  const port = await listen(server, 0)

  function vanish(): void {
    server.close()
    for (const socket of sockets) socket.destroy()
  }

  const proxy: TestProxy = {
    shown: `127.0.0.1:${port}`,
    port,
    asked: [],
    ownPorts: new Set(),
    refusal: undefined,
    silent: false,
    breakWhen: undefined,
    open: () => sockets.size,
    vanish,
    async comeBack() {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
  }
  server.on('connection', (socket: Socket) => keep(socket, sockets))
  if (manner.kind === 'socks5') server.on('connection', (socket) => void serveSocks(socket, proxy, manner))
  else server.on('connect', (request, socket, ahead) => serveHttp(request, socket, ahead, proxy, manner))

  return proxy
}

function createWebServer({ tls }: Manner): Server {
  return tls ? createHttpsServer(tls) : createHttpServer()
}

function keep(socket: Duplex, sockets: Set<Duplex>): void {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
  // A web server leaves its half open for an answer.
  socket.on('end', () => socket.end())
  socket.on('error', () => {})
}

function serveHttp(
  { url = '', headers }: IncomingMessage,
  socket: Duplex,
  ahead: Buffer,
  proxy: TestProxy,
  { signIn }: Manner,
): void {
  proxy.asked.push(url)
  if (proxy.silent) return void socket.resume()
  const wanted = signIn && `Basic ${Buffer.from(`${signIn.user}:${signIn.password}`).toString('base64')}`
  const status = wanted && headers['proxy-authorization'] !== wanted ? 407 : proxy.refusal
  if (status !== undefined) return void socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`)
  const upstream = connectFor(url, proxy)
  upstream.once('connect', () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    upstream.write(ahead)
    join(socket, upstream, proxy)
  })
  upstream.once('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
}

async function serveSocks(socket: Socket, proxy: TestProxy, { signIn }: Manner): Promise<void> {
  const read = reader(socket)
  const [, count = 0] = await read(2)
  const methods = await read(count)
  const method = signIn ? 2 : 0
  if (!methods.includes(method)) return void socket.end(Buffer.from([5, 255]))
  socket.write(Buffer.from([5, method]))
  if (signIn && !(await isSignedIn(read, socket, signIn))) return void socket.end()
  const [, , , type = 0] = await read(4)
  const host = await hostOf(read, type)
  const portBytes = await read(2)
  const target = `${host.includes(':') ? `[${host}]` : host}:${portBytes.readUInt16BE()}`
  proxy.asked.push(target)
  if (proxy.silent) return
  const answer = (reply: number) => Buffer.from([5, reply, 0, 1, 127, 0, 0, 1, 0, 0])
  if (proxy.refusal !== undefined) return void socket.end(answer(proxy.refusal))
  const upstream = connectFor(target, proxy)
  upstream.once('connect', () => {
    socket.write(answer(0))
    join(socket, upstream, proxy)
  })
  upstream.once('error', () => socket.end(answer(5)))
}

type Read = (count: number) => Promise<Buffer>

async function isSignedIn(read: Read, socket: Socket, { user, password }: SignIn): Promise<boolean> {
  const word = async (): Promise<string> => String(await read((await read(1))[0] ?? 0))
  await read(1)
  const isRight = (await word()) === user && (await word()) === password
  socket.write(Buffer.from([1, isRight ? 0 : 1]))

  return isRight
}

async function hostOf(read: Read, type: number): Promise<string> {
  if (type === 1) return (await read(4)).join('.')
  if (type === 3) return String(await read((await read(1))[0] ?? 0))
  const bytes = await read(16)
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(2 * at).toString(16))

  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)
}

/** Zeros once the client is gone: nobody hears the answer. */
function reader(socket: Socket): Read {
  return async (count) => {
    let bytes = Buffer.alloc(0)
    while (bytes.length < count && !socket.destroyed) {
      const more: Buffer | null = socket.read()
      if (more) bytes = Buffer.concat([bytes, more])
      else await Promise.race([once(socket, 'readable'), once(socket, 'close')])
    }
    if (bytes.length > count) socket.unshift(bytes.subarray(count))

    return bytes.length < count ? Buffer.alloc(count) : bytes.subarray(0, count)
  }
}

function connectFor(target: string, proxy: TestProxy): Socket {
  const upstream = connect({ host: '127.0.0.1', port: Number(target.slice(target.lastIndexOf(':') + 1)) })
  upstream.once('connect', () => proxy.ownPorts.add(upstream.localPort ?? 0))
  upstream.on('error', () => {})

  return upstream
}

function join(one: Duplex, other: Duplex, proxy: TestProxy): void {
  let carried = 0
  for (const side of [one, other])
    side.on('data', (bytes: Buffer) => {
      carried += bytes.length
      if (!proxy.breakWhen?.(carried)) return
      proxy.breakWhen = undefined
      proxy.vanish()
    })
  one.pipe(other).pipe(one)
  one.on('close', () => other.destroy())
  other.on('close', () => one.destroy())
}
