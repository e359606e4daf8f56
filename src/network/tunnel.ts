import { once } from 'node:events'
import { request } from 'node:http'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { base64 } from './credentials.ts'
import type { ForwardProxy } from './proxy.ts'
import { ProxyTrouble } from './proxy-trouble.ts'
import { codeOf, settled } from './settled.ts'
import { askSocks } from './socks.ts'
import { tlsOptions } from './tls.ts'
import { within } from './within.ts'

/** A proxy is near; beyond it there is the rest of the time. */
const reachMs = 5000

interface Destination {
  address: string
  port: number
}

interface Limit {
  ms: number
  signal?: AbortSignal | undefined
}

/** A connection through the proxy, as if it were one to the target: nothing that the target says is read. Throws ProxyTrouble. */
export async function openTunnel(
  proxy: ForwardProxy,
  to: Destination,
  { ms, signal }: Limit,
): Promise<Socket> {
  const until = Date.now() + ms
  const { host, port } = proxy
  const plain = connect({ host, port })
  try {
    const socket = await within(reached(proxy, plain), {
      ms: Math.min(ms, reachMs),
      signal,
      late: () => new ProxyTrouble(proxy, 'ETIMEDOUT'),
    })
    await within(proxy.kind === 'socks5' ? askSocks(socket, proxy, to) : askHttp(socket, proxy, to), {
      ms: Math.max(0, until - Date.now()),
      signal,
      late: () => new ProxyTrouble(proxy, 'PROXY_SILENT'),
    })

    return socket
  } catch (error) {
    plain.destroy()
    signal?.throwIfAborted()
    throw error instanceof ProxyTrouble ? error : new ProxyTrouble(proxy, codeOf(error))
  }
}

async function reached({ kind, host, ca }: ForwardProxy, plain: Socket): Promise<Socket> {
  await settled(plain, 'connect')
  if (kind !== 'https') return plain
  const secure = connectTls({ ...tlsOptions({ host, ca }), socket: plain })
  secure.once('close', () => plain.destroy())
  await settled(secure, 'secureConnect')

  return secure
}

/** RFC 9110, 9.3.6. */
async function askHttp(socket: Socket, { user, password }: ForwardProxy, to: Destination): Promise<void> {
  const target = `${isIP(to.address) === 6 ? `[${to.address}]` : to.address}:${to.port}`
  const signIn = user || password ? { 'proxy-authorization': `Basic ${base64(`${user}:${password}`)}` } : {}
  const asking = request({
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...signIn },
    createConnection: () => socket,
  })
  asking.end()
  const [answer, , ahead] = await once(asking, 'connect')
  if (answer.statusCode < 200 || answer.statusCode > 299) throw coded(`HTTP_${answer.statusCode}`)
  // The target may speak first, in the same packet.
  if (ahead.length > 0) socket.unshift(ahead)
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code })
}
