import { createHash } from 'node:crypto'
import type { Account } from '../directory.ts'
import { type Form, field } from '../form.ts'
import { mailResource, readScopes, resourceOf, type ScopeRequest } from '../scopes.ts'
import type { Code, RefreshToken } from '../tokens.ts'
import type { World } from '../world.ts'
import { checkScopes } from './checks.ts'
import type { IdTokens } from './id-token.ts'
import { refusals } from './refusals.ts'
import { type Authority, checkMembership } from './tenants.ts'

const codeLifetimeMs = 10 * 60 * 1000
/** Sliding: each use starts a new one [refresh tokens]. */
const idleLifetimeMs = 90 * 24 * 60 * 60 * 1000

interface Grant {
  account: Account
  scopes: ScopeRequest
  consented: string[]
  grantedAt: Date
  nonce?: string | undefined
  clientInfo: boolean
}

/** A code from the browser becomes tokens. */
export async function redeem(
  form: Form,
  authority: Authority,
  world: World,
  idTokens: IdTokens,
): Promise<object> {
  const value = field(form, 'code')
  if (!value) throw refusals.parameterMissing('code')
  const code = world.tokens.findCode(value)
  if (!code || isOlder(code.issuedAt, codeLifetimeMs, world))
    throw refusals.codeUnknown(isConsumers(authority))
  checkCode(code, form)
  const text = field(form, 'scope')
  if (!text) throw refusals.scopeMissing()
  const scopes = checkTokenScopes(text, code.account, world)
  if (world.faults.isOn('conditional-access')) throw refusals.conditionalAccess()
  code.redeemed = true

  return issue({ ...grantOf(code, form, scopes), grantedAt: world.now(), nonce: code.nonce }, world, idTokens)
}

/** A new access token without the user; the refresh token is replaced each time. */
export async function refresh(
  form: Form,
  authority: Authority,
  world: World,
  idTokens: IdTokens,
): Promise<object> {
  const value = field(form, 'refresh_token')
  if (!value) throw refusals.parameterMissing('refresh_token')
  const token = world.tokens.findRefreshToken(value)
  if (!token || token.replaced) throw refusals.refreshTokenInvalid()
  checkRefreshToken(token, world)
  checkMembership(token.account, authority, world.directory.app)
  const scopes = checkTokenScopes(field(form, 'scope') ?? token.scopes.join(' '), token.account, world)
  world.tokens.replaced(token)

  return issue({ ...grantOf(token, form, scopes), grantedAt: token.grantedAt }, world, idTokens)
}

function grantOf({ account, scopes: consented }: Code | RefreshToken, form: Form, scopes: ScopeRequest) {
  return { account, scopes, consented, clientInfo: field(form, 'client_info') === '1' }
}

async function issue(
  grant: Grant,
  { tokens, directory, faults }: World,
  idTokens: IdTokens,
): Promise<object> {
  const { account, scopes, nonce } = grant
  const { clientId } = directory.app
  const granted = faults.isOn('missing-scope') ? scopes.permissions.slice(0, -1) : scopes.permissions
  const resource = scopes.resources[0] ?? mailResource
  const access = tokens.issueAccessToken({ account, clientId, resource, scopes: granted })
  const withRefresh = scopes.identity.has('offline_access') && !faults.isOn('no-refresh-token')
  const grantedAt = grant.grantedAt

  return {
    token_type: 'Bearer',
    scope: granted.join(' '),
    expires_in: access.expiresIn,
    ext_expires_in: access.expiresIn,
    access_token: access.value,
    ...(withRefresh
      ? { refresh_token: tokens.issueRefreshToken({ account, clientId, scopes: grant.consented, grantedAt }) }
      : {}),
    ...(scopes.identity.has('openid')
      ? { id_token: await idTokens.issue({ account, clientId, nonce, identity: scopes.identity }) }
      : {}),
    ...(grant.clientInfo ? { client_info: clientInfo(account) } : {}),
  }
}

export function clientInfo({ oid, tenantId }: Account): string {
  return Buffer.from(JSON.stringify({ uid: oid, utid: tenantId })).toString('base64url')
}

function checkCode(code: Code, form: Form): void {
  if (code.redeemed) throw refusals.codeRedeemed()
  const redirectUri = field(form, 'redirect_uri') ?? ''
  if (redirectUri !== code.redirectUri) throw refusals.redirectChanged(redirectUri, code.redirectUri)
  // Microsoft asks web apps for PKCE only when they began with it; Mailroom always has to.
  if (!code.challenge) throw refusals.challengeMissing()
  const verifier = field(form, 'code_verifier')
  if (!verifier) throw refusals.verifierMissing()
  if (createHash('sha256').update(verifier).digest('base64url') !== code.challenge)
    throw refusals.verifierWrong()
}

function checkRefreshToken(
  { account, issuedAt, grantedAt }: RefreshToken,
  { directory, faults, now }: World,
): void {
  const isIdle = now().getTime() - issuedAt.getTime() > idleLifetimeMs
  if (isIdle || faults.isOn('inactive-token')) throw refusals.inactive(issuedAt)
  if (!directory.accounts.find(account.address))
    throw refusals.accountUnknown(account.address, directory.tenant.name)
  if (account.disabled) throw refusals.accountDisabled()
  if (account.tokensValidFrom > grantedAt) throw refusals.revoked(grantedAt, account.tokensValidFrom)
  if (faults.isOn('revoked-token')) throw refusals.revoked(grantedAt, now())
  if (faults.isOn('mfa-required')) throw refusals.secondFactor()
  if (faults.isOn('conditional-access')) throw refusals.conditionalAccess()
}

function checkTokenScopes(text: string, account: Account, { directory }: World): ScopeRequest {
  const scopes = readScopes(text)
  checkScopes(scopes, directory)
  if (scopes.resources.length > 1) throw refusals.severalResources(text)
  if (account.kind === 'personal' && scopes.permissions.some(isForWorkOnly))
    throw refusals.scopeForWorkOnly(text)
  const byAdmin = directory.app.adminConsents.has(account.tenantId)
  if (!byAdmin && !scopes.permissions.every((name) => account.consented.has(name)))
    throw refusals.consentMissing(directory.app)

  return scopes
}

function isForWorkOnly(permission: string): boolean {
  return resourceOf(permission) === 'https://outlook.office365.com/'
}

function isConsumers({ path }: Authority): boolean {
  return path.toLowerCase() === 'consumers'
}

function isOlder(than: Date, ageMs: number, { now }: World): boolean {
  return now().getTime() - than.getTime() > ageMs
}
