import type { FastifyInstance } from 'fastify'
import type { World } from '../world.ts'
import type { IdTokens } from './id-token.ts'
import { readAuthority } from './tenants.ts'

interface Places {
  /** `localhost:PORT` of the TLS side. */
  host: () => string
  /** Where browsers go, without a slash at the end. */
  pages: () => string
}

interface TenantRoute {
  Params: { tenant: string }
}

/** What a client reads before it begins: the addresses and the keys. */
export function metadataRoutes(app: FastifyInstance, world: World, places: Places, idTokens: IdTokens): void {
  app.get<TenantRoute>('/:tenant/v2.0/.well-known/openid-configuration', (request) => {
    world.calls.discovery += 1
    const { path, tenantId } = readAuthority(request.params.tenant, world.directory)

    return discovery(`https://${places.host()}`, places.pages(), path, tenantId)
  })

  app.get('/common/discovery/instance', () => ({
    tenant_discovery_endpoint: `https://${places.host()}/common/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [
      { preferred_network: places.host(), preferred_cache: places.host(), aliases: [places.host()] },
    ],
  }))

  app.get<TenantRoute>('/:tenant/discovery/v2.0/keys', (request) => {
    world.calls.keys += 1
    readAuthority(request.params.tenant, world.directory)

    return idTokens.keys
  })

  app.get('/attacker/keys', () => idTokens.attackerKeys)
}

function discovery(base: string, pages: string, path: string, tenantId: string | undefined): object {
  return {
    token_endpoint: `${base}/${path}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/${path}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    // Literally with braces where the account decides the tenant.
    issuer: `${base}/${tenantId ?? '{tenantid}'}/v2.0`,
    request_uri_parameter_supported: false,
    userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
    authorization_endpoint: `${pages}/${path}/oauth2/v2.0/authorize`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${pages}/${path}/oauth2/v2.0/logout`,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'acr',
      'nonce',
      'preferred_username',
      'name',
      'tid',
      'ver',
      'at_hash',
      'c_hash',
      'email',
    ],
    tenant_region_scope: tenantId ? 'EU' : null,
    cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: 'graph.microsoft.com',
    rbac_url: 'https://pas.windows.net',
  }
}
