import type { Account, AppRegistration } from '../directory.ts'
import { Refusal } from './refusal.ts'

/** The identity of Exchange Online in texts [microsoft/vscode#240536]. */
const exchange = '00000002-0000-0ff1-ce00-000000000000'

function grant(code: number, text: string, suberror?: string): Refusal {
  return new Refusal({ error: 'invalid_grant', code, text, ...(suberror ? { suberror } : {}) })
}

function client(code: number, text: string): Refusal {
  return new Refusal({ error: 'invalid_client', code, text, status: 401 })
}

function request(code: number, text: string, error = 'invalid_request'): Refusal {
  return new Refusal({ error, code, text })
}

/** The texts, as seen in the wild where they have been (design: error catalogue 3.1). */
// biome-ignore format: one sentence a line
export const refusals = {
  tenantUnknown: (tenant: string) =>
    request(90002, `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`, 'invalid_tenant'),
  tenantMalformed: (tenant: string) =>
    request(900023, `Specified tenant identifier '${tenant}' is neither a valid DNS name, nor a valid external domain.`),
  parameterMissing: (name: string) =>
    request(900144, `The request body must contain the following parameter: '${name}'.`),
  clientUnknown: (id: string, directory: string) =>
    request(700016, `Application with identifier '${id}' was not found in the directory '${directory}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`, 'unauthorized_client'),
  singleTenant: ({ clientId, name }: AppRegistration) =>
    request(50194, `Application '${clientId}'(${name}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such applications created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.`),
  notForPersonalAccounts: ({ clientId, name }: AppRegistration) =>
    request(9002332, `Application '${clientId}'(${name}) is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request.`),
  redirectMissing: () =>
    request(900971, 'No reply address provided.'),
  redirectNotRegistered: () =>
    request(500113, 'No reply address is registered for the application.'),
  redirectMismatch: (uri: string, { clientId }: AppRegistration) =>
    request(50011, `The redirect URI '${uri}' specified in the request does not match the redirect URIs configured for the application '${clientId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.`),
  responseType: (type: string) =>
    request(700054, `response_type '${type}' is not enabled for the application.`, 'unsupported_response_type'),
  scopeMalformed: (scope: string) =>
    request(70011, `The provided value for the input parameter 'scope' is not valid. The scope '${scope}' is not valid.`, 'invalid_scope'),
  scopeUnknown: (app: AppRegistration, scope: string, resource: string) =>
    request(650053, `The application '${app.name}' asked for scope '${scope}' that doesn't exist on the resource '${resource}'. Contact the app vendor.`, 'invalid_resource'),
  resourceUnknown: (resource: string, tenant: string) =>
    request(500011, `The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`, 'invalid_resource'),
  scopeForWorkOnly: (scope: string) =>
    request(70011, `The provided value for the input parameter 'scope' is not valid. One or more scopes in '${scope}' are not compatible with each other or is not configured for this tenant.`, 'invalid_scope'),
  severalResources: (scope: string) =>
    request(28000, `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scope} is not valid.`),
  scopeMissing: () =>
    request(28003, 'Provided value for the input parameter scope cannot be empty when requesting an access token using the provided authorization code. Please specify a valid scope.'),
  silentSignIn: () =>
    request(50058, 'A silent sign-in request was sent but no user is signed in.', 'login_required'),
  accountDisabled: () =>
    grant(50057, 'The user account is disabled.'),
  accountUnknown: (address: string, tenant: string) =>
    grant(50034, `The user account ${address} does not exist in the ${tenant} directory. To sign into this application, the account must be added to the directory.`),
  foreignAccount: (address: string, tenant: string, { clientId, name }: AppRegistration) =>
    grant(50020, `User account '${address}' from identity provider 'live.com' does not exist in tenant '${tenant}' and cannot access the application '${clientId}'(${name}) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.`),
  notAssigned: ({ address }: Account, { clientId, name }: AppRegistration) =>
    grant(50105, `Your administrator has configured the application ${name} ('${clientId}') to block users unless they are specifically granted ('assigned') access to the application. The signed in user '${address}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application.`),
  adminConsent: () =>
    new Refusal({ error: 'access_denied', code: 90094, text: 'Admin consent is required for the permissions requested by this application. An admin must consent before users can sign in.', }),
  consentRefused: (error: 'access_denied' | 'consent_required') =>
    new Refusal({ error, code: 65004, text: 'User declined to consent to access the app.' }),
  secretMissing: () =>
    client(7000218, `The request body must contain the following parameter: 'client_assertion' or 'client_secret'.`),
  secretWrong: ({ clientId }: AppRegistration) =>
    client(7000215, `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`),
  secretExpired: ({ clientId }: AppRegistration) =>
    client(7000222, `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`),
  assertionInvalid: () =>
    client(700027, 'Client assertion failed signature validation.'),
  grantTypeUnknown: (type: string) =>
    request(70003, `The app requested an unsupported grant type '${type}'.`, 'unsupported_grant_type'),
  codeUnknown: (consumers: boolean) =>
    consumers ? grant(70000, `The provided value for the 'code' parameter is not valid. The code has expired.`) : grant(70008, 'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.'),
  codeRedeemed: () =>
    grant(54005, 'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.'),
  redirectChanged: (given: string, first: string) =>
    request(500112, `The reply address '${given}' does not match the reply address '${first}' provided when requesting Authorization code.`, 'invalid_grant'),
  challengeMissing: () =>
    grant(50147, 'Missing code challenge. The size of the code challenge parameter is not valid.'),
  verifierMissing: () =>
    grant(50148, 'The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.'),
  verifierWrong: () =>
    grant(501481, 'The Code_Verifier does not match the code_challenge supplied in the authorization request.'),
  refreshTokenInvalid: () =>
    grant(70000, 'Provided grant is invalid or malformed.', 'bad_token'),
  inactive: (issuedAt: Date) =>
    grant(700082, `The refresh token has expired due to inactivity. The token was issued on ${issuedAt.toISOString()} and was inactive for 90.00:00:00.`, 'bad_token'),
  revoked: (grantedAt: Date, validFrom: Date) =>
    grant(50173, `The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '${grantedAt.toISOString()}' and the TokensValidFrom date (before which tokens are not valid) for this user is '${validFrom.toISOString()}'.`, 'bad_token'),
  secondFactor: () =>
    grant(50076, `Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '${exchange}'.`, 'basic_action'),
  conditionalAccess: () =>
    grant(53003, 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.', 'message_only'),
  consentMissing: ({ clientId, name }: AppRegistration) =>
    grant(65001, `The user or administrator has not consented to use the application with ID '${clientId}' named '${name}'. Send an interactive authorization request for this user and resource.`, 'consent_required'),
  busy: () =>
    new Refusal({ error: 'temporarily_unavailable', code: 90033, text: 'A transient error has occurred. Please try again.', status: 503, }),
  throttled: () =>
    new Refusal({ error: 'temporarily_unavailable', code: 90055, text: 'Server is currently busy. Please try again later.', status: 429, retryAfterSeconds: 30, }),
}
