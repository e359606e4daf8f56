/** Whose accounts may sign in, as an address; `tenant` is a directory ID, a domain, `common` or `organizations`. */
export function authorityOf(loginHost: string, tenant: string): string {
  return `https://${loginHost}/${encodeURIComponent(tenant)}`
}

/**
 * Known beforehand (Microsoft identity platform, OpenID Connect), so that no discovery document is fetched and none is
 * believed.
 */
export function endpointsOf(authority: string) {
  return {
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
    jwks_uri: `${authority}/discovery/v2.0/keys`,
    issuer: `${authority}/v2.0`,
  }
}

interface Approval {
  loginHost: string
  tenant: string
  clientId: string
  redirectUri: string
  scope: string
}

/** The page for administrators. Microsoft does not serve it under `common`. */
export function addressOfApproval({ loginHost, tenant, clientId, redirectUri, scope }: Approval): string {
  const authority = authorityOf(loginHost, tenant === 'common' ? 'organizations' : tenant)
  const query = { client_id: clientId, scope, redirect_uri: redirectUri, state: 'approval' }

  return `${authority}/v2.0/adminconsent?${new URLSearchParams(query)}`
}
