import { Agent, buildConnector } from 'undici'
import { dial, type Way } from './dial.ts'
import { trust } from './tls.ts'

/** How much of the whole time a connection may take, so that it is still said who was silent. */
const share = 0.8

interface Options {
  via: NonNullable<Way['via']>
  /** The checked address; without it the proxy is given the name that the URL has. */
  address?: string
  /** PEM of further authorities. */
  ca: string | undefined
  /** For a whole request. */
  timeoutMs: number
}

/** For requests through a proxy. Encryption ends at the target, whose name is checked, and never at the proxy. */
export function createTunnelAgent({ via, address, ca, timeoutMs }: Options): Agent {
  const ms = timeoutMs * share
  const encrypt = buildConnector({ timeout: timeoutMs, ...trust(ca) })

  return new Agent({
    connect(options, callback) {
      const isSecure = options.protocol === 'https:'
      const port = Number(options.port || (isSecure ? 443 : 80))
      dial({ address: address ?? options.hostname, port, via }, { ms }).then(
        (socket) =>
          isSecure ? encrypt({ ...options, httpSocket: socket }, callback) : callback(null, socket),
        (error: Error) => callback(error, null),
      )
    },
  })
}
