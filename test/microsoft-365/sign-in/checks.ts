import type { Directory } from '../directory.ts'
import { type Form, field } from '../form.ts'
import { readScopes, type ScopeRequest } from '../scopes.ts'
import type { World } from '../world.ts'
import { refusals } from './refusals.ts'
import { type Authority, checkAudience, readAuthority } from './tenants.ts'

/** What the authorize page was asked for, after its checks. */
export interface SignIn {
  authority: Authority
  clientId: string
  redirectUri: string
  responseMode: string
  state: string | undefined
  scopes: ScopeRequest
  nonce: string | undefined
  challenge: string | undefined
  prompt: string | undefined
  loginHint: string | undefined
  clientInfo: boolean
}

/** In Microsoft's order; what is thrown here never goes back to the client, because its address is not trusted yet. */
export function readSignIn(tenant: string, query: Form, world: World): SignIn {
  const { directory } = world
  const authority = readAuthority(tenant, directory)
  const clientId = checkClientId(query, world)
  checkAudience(directory.app, authority)
  const redirectUri = checkRedirectUri(query, world)
  const scopes = readScopes(field(query, 'scope') ?? '')

  return {
    authority,
    clientId,
    redirectUri,
    responseMode: field(query, 'response_mode') ?? 'query',
    state: query.get('state'),
    scopes,
    nonce: field(query, 'nonce'),
    challenge: query.get('code_challenge_method') === 'S256' ? field(query, 'code_challenge') : undefined,
    prompt: field(query, 'prompt'),
    // Microsoft refuses to combine them; the picker wins [OIDC].
    loginHint: query.get('prompt') === 'select_account' ? undefined : field(query, 'login_hint'),
    clientInfo: query.get('client_info') === '1',
  }
}

/** What is thrown here goes back to the client. */
export function checkResponse(query: Form): void {
  const type = field(query, 'response_type')
  if (type !== 'code') throw refusals.responseType(type ?? '')
}

/** Throws when a permission is not written well or does not exist. */
export function checkScopes({ problem }: ScopeRequest, { app, tenant }: Directory): void {
  if (problem?.kind === 'malformed') throw refusals.scopeMalformed(problem.scope)
  if (problem?.kind === 'unknown-resource') throw refusals.resourceUnknown(problem.resource, tenant.name)
  if (problem?.kind === 'unknown-scope') throw refusals.scopeUnknown(app, problem.scope, problem.resource)
}

function checkClientId(query: Form, { directory, faults }: World): string {
  const clientId = field(query, 'client_id')
  if (!clientId) throw refusals.parameterMissing('client_id')
  const isKnown = clientId.toLowerCase() === directory.app.clientId
  if (!isKnown || faults.isOn('unknown-client')) throw refusals.clientUnknown(clientId, directory.tenant.name)

  return clientId
}

function checkRedirectUri(query: Form, { directory, faults }: World): string {
  const { app } = directory
  const uri = field(query, 'redirect_uri')
  if (!uri) throw refusals.redirectMissing()
  if (app.redirectUris.size === 0) throw refusals.redirectNotRegistered()
  const isRegistered = [...app.redirectUris].some((registered) => sameRedirectUri(registered, uri))
  if (!isRegistered || faults.isOn('redirect-uri-mismatch')) throw refusals.redirectMismatch(uri, app)

  return uri
}

/** To the letter, except that the port of `http://localhost` does not count [redirect URI restrictions]. */
function sameRedirectUri(registered: string, given: string): boolean {
  const withoutPort = (uri: string): string => uri.replace(/^(http:\/\/localhost):\d+(?=\/|$)/, '$1')

  return withoutPort(registered) === withoutPort(given)
}
