import type { FastifyReply, FastifyRequest } from 'fastify'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
]

/**
 * The headers of every answer of ours. `same-origin` and not `no-referrer`: under the latter browsers send
 * `Origin: null` with our own forms.
 */
export function securityHeaders(
  publicUrl: string,
  { ownsTheHost }: { ownsTheHost: boolean },
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const overTls = publicUrl.startsWith('https:')
  const headers: Record<string, string> = {
    'content-security-policy': [...policy, ...(overTls ? ['upgrade-insecure-requests'] : [])].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'permissions-policy':
      'camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-write=(self)',
    'cache-control': 'no-store',
    // Holds for every page of the host and its sub-domains: only a server that is alone there may say so.
    ...(overTls && ownsTheHost ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
  }

  return async (_request, reply) => {
    reply.headers(headers)
  }
}
