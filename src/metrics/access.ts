import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

/** What a proxy adds to what it passes on. */
const passedOn = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'] as const

/**
 * Who may read the metrics: whoever has the token; without a token processes of this machine alone. What a proxy on
 * this machine passes on comes from elsewhere, whatever its address says.
 */
export function mayReadMetrics(
  { headers, socket }: Pick<FastifyRequest, 'headers' | 'socket'>,
  token: string | undefined,
): boolean {
  if (token === undefined)
    return isLoopback(socket.remoteAddress) && passedOn.every((name) => headers[name] === undefined)
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []

  return timingSafeEqual(digest(given), digest(token))
}

function isLoopback(address = ''): boolean {
  return address === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address)
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
