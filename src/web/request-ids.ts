import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { netMatcher } from '../network/addresses.ts'

/** The names Fastify's `trustProxy` knows besides addresses. */
const namedNets: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}
/** What a log and an error page may repeat. */
const isId = /^[\w.:+/=-]{8,128}$/

/**
 * Names each request: by the X-Request-Id of a trusted proxy, so that its log and ours say the same, else by a name of
 * our own. Throws a plain Error naming a network that is none.
 */
export function requestIds(trustProxy: readonly string[]): (request: IncomingMessage) => string {
  const isTrusted = netMatcher(trustProxy.flatMap((net) => namedNets[net] ?? [net]))

  return ({ headers, socket }) => {
    const given = headers['x-request-id']
    const isUsable = typeof given === 'string' && isId.test(given) && isTrusted(socket.remoteAddress ?? '')

    return isUsable ? given : randomUUID()
  }
}
