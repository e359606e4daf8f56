/** Whose accounts may sign in, as an address; `tenant` is a directory ID, a domain, `common` or `organizations`. */
export function authorityOf(loginHost: string, tenant: string): string {
  return tenantAt(`https://${loginHost}`, tenant)
}

/** The part of a sign-in host that belongs to a tenant. */
export function tenantAt(url: string, tenant: string): string {
  return `${url}/${encodeURIComponent(tenant)}`
}

/**
 * Known beforehand (Microsoft identity platform, OpenID Connect), so that no discovery document is fetched and none is
 * believed. `pages`: where browsers go, if not to the authority itself.
 */
export function endpointsOf(authority: string, pages = authority) {
  return {
    authorization_endpoint: `${pages}/oauth2/v2.0/authorize`,
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
    jwks_uri: `${authority}/discovery/v2.0/keys`,
    issuer: `${authority}/v2.0`,
  }
}

interface Approval {
  /** Where browsers go: `https://login.microsoftonline.com`. */
  pagesUrl: string
  tenant: string
  clientId: string
  redirectUri: string
  scope: string
}

/** The page for administrators. Microsoft does not serve it under `common`. */
export function addressOfApproval({ pagesUrl, tenant, clientId, redirectUri, scope }: Approval): string {
  const base = tenantAt(pagesUrl, tenant === 'common' ? 'organizations' : tenant)
  const query = { client_id: clientId, scope, redirect_uri: redirectUri, state: 'approval' }

  return `${base}/v2.0/adminconsent?${new URLSearchParams(query)}`
}
