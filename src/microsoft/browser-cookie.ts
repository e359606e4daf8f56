import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

const name = 'outlook_sign_in'
const dayInSeconds = 24 * 60 * 60

/** The value of a browser that has been given one. */
export function knownBrowser(request: FastifyRequest): string | undefined {
  return request.cookies[name]
}

/**
 * A random value of this browser. A trip to Microsoft is bound to it beside the admin, so that a link made in one
 * browser is worth nothing in another. `Lax`: the browser brings it along when Microsoft sends it back.
 */
export function browserOf(request: FastifyRequest, reply: FastifyReply, overTls: boolean): string {
  const known = knownBrowser(request)
  if (known) return known
  const fresh = randomBytes(32).toString('base64url')
  reply.setCookie(name, fresh, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: overTls,
    maxAge: dayInSeconds,
  })

  return fresh
}
