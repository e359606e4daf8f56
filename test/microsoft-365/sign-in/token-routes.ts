import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Form, field, readForm } from '../form.ts'
import type { World } from '../world.ts'
import { checkClient, readClient } from './client.ts'
import { redeem, refresh } from './grants.ts'
import type { IdTokens } from './id-token.ts'
import { asJson, Refusal } from './refusal.ts'
import { refusals } from './refusals.ts'
import { type Authority, checkAudience, readAuthority } from './tenants.ts'

/** The token endpoint: the client first, then what it brings. */
export function tokenRoutes(app: FastifyInstance, world: World, idTokens: IdTokens): void {
  app.post<{ Params: { tenant: string } }>('/:tenant/oauth2/v2.0/token', async (request, reply) => {
    const form = readForm(request.body)
    count(world, form)
    noStore(reply)
    if (world.faults.isOn('microsoft-silent')) return reply.hijack()
    if (world.faults.isOn('microsoft-busy-html')) return busyPage(reply)
    if (world.faults.isOn('microsoft-garbled'))
      return reply.type('application/json').send('{"token_type":"Bearer","access_tok')
    checkLoad(world)
    const authority = readAuthority(request.params.tenant, world.directory)
    const client = readClient(form, request.headers.authorization)
    checkClient(client, world)
    checkAudience(world.directory.app, authority)

    return answer(form, authority, world, idTokens)
  })
}

/** Microsoft's JSON for whatever went wrong on the way to an answer. */
export function sendRefusal(
  error: unknown,
  reply: FastifyReply,
  now: Date,
  correlationId?: string,
): FastifyReply {
  if (!(error instanceof Refusal)) throw error
  const { status = 400, retryAfterSeconds } = error.wording
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', retryAfterSeconds)
  noStore(reply)

  return reply.code(status).send(asJson(error, now, correlationId ?? randomUUID()))
}

function answer(form: Form, authority: Authority, world: World, idTokens: IdTokens): Promise<object> {
  const type = field(form, 'grant_type')
  if (!type) throw refusals.parameterMissing('grant_type')
  if (type === 'authorization_code') return redeem(form, authority, world, idTokens)
  if (type === 'refresh_token') return refresh(form, authority, world, idTokens)

  throw refusals.grantTypeUnknown(type)
}

function count({ calls }: World, form: Form): void {
  calls.token += 1
  if (field(form, 'grant_type') === 'authorization_code') calls.redeem += 1
  if (field(form, 'grant_type') === 'refresh_token') calls.refresh += 1
}

function checkLoad({ faults, directory }: World): void {
  if (directory.policy.tokenRefusal) throw new Refusal(directory.policy.tokenRefusal)
  if (faults.isOn('microsoft-busy')) throw refusals.busy()
  if (faults.isOn('microsoft-throttling')) throw refusals.throttled()
}

function busyPage(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .type('text/html; charset=utf-8')
    .send("<!DOCTYPE html><title>Service Unavailable</title><h1>Our services aren't available right now</h1>")
}

function noStore(reply: FastifyReply): void {
  void reply
    .header('cache-control', 'no-store, no-cache')
    .header('pragma', 'no-cache')
    .header('x-ms-request-id', randomUUID())
    .header('x-ms-ests-server', '2.1.22342.7 - SANDBOX')
}
