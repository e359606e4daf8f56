import { timingSafeEqual } from 'node:crypto'
import { type Form, field } from '../form.ts'
import type { World } from '../world.ts'
import { refusals } from './refusals.ts'

interface Client {
  id: string | undefined
  secret: string | undefined
  hasAssertion: boolean
}

/** By form fields or HTTP Basic, where both parts are form-encoded (RFC 6749, 2.3.1). */
export function readClient(form: Form, authorization: string | undefined): Client {
  const hasAssertion = form.has('client_assertion')
  const basic = /^Basic (\S+)$/i.exec(authorization ?? '')?.[1]
  if (basic === undefined)
    return { id: field(form, 'client_id'), secret: field(form, 'client_secret'), hasAssertion }
  const [id, secret] = Buffer.from(basic, 'base64').toString('utf8').split(':').map(formDecoded)

  return { id, secret, hasAssertion }
}

/** Throws what Microsoft answers to a client it does not accept. */
export function checkClient(client: Client, { directory, faults, now }: World): void {
  const { app, tenant } = directory
  if (!client.id) throw refusals.parameterMissing('client_id')
  if (!sameId(client.id, app.clientId) || faults.isOn('unknown-client'))
    throw refusals.clientUnknown(client.id, tenant.name)
  if (client.hasAssertion) throw refusals.assertionInvalid()
  if (!client.secret) throw refusals.secretMissing()
  checkSecret(client.secret, app, { faults, now })
}

/** An app registration may hold several secrets at once; only the first of ours runs out. */
function checkSecret(
  secret: string,
  app: World['directory']['app'],
  { faults, now }: Pick<World, 'faults' | 'now'>,
) {
  const first = sameText(secret, app.clientSecret)
  const further = app.furtherSecrets.some((one) => sameText(secret, one))
  if (!(first || further) || faults.isOn('wrong-secret')) throw refusals.secretWrong(app)
  if ((first && app.clientSecretExpiresAt <= now()) || faults.isOn('expired-secret'))
    throw refusals.secretExpired(app)
}

function formDecoded(part: string): string {
  return decodeURIComponent(part.replaceAll('+', ' '))
}

function sameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function sameText(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
}
