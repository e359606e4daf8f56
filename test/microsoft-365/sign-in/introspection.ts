import type { FastifyInstance, FastifyRequest } from 'fastify'
import { field, readForm } from '../form.ts'
import { allowsMail } from '../scopes.ts'
import type { AccessToken } from '../tokens.ts'
import type { World } from '../world.ts'

/**
 * Token introspection (RFC 7662), for mail servers that do not share the stand-in's memory. Microsoft has none: Exchange
 * knows by itself what a token is worth. Dovecot asks in one of three modes: `get` appends the token to
 * `…/introspect?token=`, `post` sends it as a form, `auth` as Bearer.
 */
export function introspectionRoute(app: FastifyInstance, world: World): void {
  const introspect = (request: FastifyRequest): object => {
    world.calls.introspect += 1
    const token = world.tokens.findAccessToken(tokenOf(request))

    return token && isGood(token, world) ? described(token) : { active: false }
  }

  app.get('/introspect', introspect)
  app.post('/introspect', introspect)
}

function tokenOf({ query, body, headers }: FastifyRequest): string {
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]

  return bearer ?? field(readForm(body), 'token') ?? field(readForm(query), 'token') ?? ''
}

function isGood({ account, scopes }: AccessToken, { faults }: World): boolean {
  const isRefused = faults.isOn('revoked-token') || faults.isOn('imap-refuses-sign-in')

  return !account.disabled && !isRefused && allowsMail(scopes, 'IMAP.AccessAsUser.All')
}

function described({ account, clientId, scopes, expiresAt }: AccessToken): object {
  return {
    active: true,
    username: account.address,
    email: account.address,
    client_id: clientId,
    scope: scopes.join(' '),
    exp: Math.floor(expiresAt.getTime() / 1000),
  }
}
