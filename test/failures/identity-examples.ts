import type { Cause } from '../../src/failures/causes.ts'
import type { IdentityEvidence } from '../../src/failures/failure.ts'

type Example = readonly [cause: Cause, error: string, text: string, more?: Partial<IdentityEvidence>]

const app = '00001111-aaaa-2222-bbbb-3333cccc4444'

/** What Microsoft says; `*` marks a text whose wording is documented, not seen. */
const said: readonly Example[] = [
  [
    'client-secret-wrong',
    'invalid_client',
    `AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app}'.`,
  ],
  [
    'client-secret-expired',
    'invalid_client',
    `AADSTS7000222: The provided client secret keys for app '${app}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret`,
  ],
  [
    'credentials-missing',
    'invalid_client',
    `AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.`,
  ],
  [
    'redirect-uri-platform',
    'invalid_client',
    `AADSTS700025: Client is public so neither 'client_assertion' nor 'client_secret' should be presented.`,
  ],
  ['client-secret-wrong', 'invalid_client', 'AADSTS700027: Client assertion failed signature validation.'],
  [
    'client-secret-wrong',
    'invalid_client',
    'AADSTS700023: Client assertion audience does not match realm issuer.',
  ],
  [
    'client-id-unknown',
    'unauthorized_client',
    `AADSTS700016: Application with identifier '${app}' was not found in the directory 'Mein Shop'. You may have sent your authentication request to the wrong tenant.`,
  ],
  [
    'client-id-unknown',
    'unauthorized_client',
    `AADSTS700011: Client app ${app} appearing in the request wasn't found.`,
  ],
  ['client-id-unknown', 'unauthorized_client', 'AADSTS70001: Application not found.'],
  ['app-disabled', 'unauthorized_client', `AADSTS7000112: Application '${app}' is disabled.`],
  [
    'redirect-uri-mismatch',
    'invalid_request',
    `AADSTS50011: The redirect URI 'https://shop.example/x' specified in the request does not match the redirect URIs configured for the application '${app}'.`,
  ],
  [
    'redirect-uri-mismatch',
    'invalid_client',
    `AADSTS70002: Error validating credentials. AADSTS50011: The reply URL specified in the request does not match.`,
  ],
  [
    'redirect-uri-mismatch',
    'invalid_grant',
    `AADSTS500112: The reply address 'https://a' does not match the reply address 'https://b' provided when requesting Authorization code.`,
  ],
  [
    'redirect-uri-mismatch',
    'invalid_request',
    'AADSTS500113: No reply address is registered for the application.',
  ],
  ['request-not-understood', 'invalid_request', 'AADSTS900971: No reply address provided.'],
  [
    'single-tenant-app',
    'invalid_request',
    `AADSTS50194: Application '${app}'(Shop) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such applications created after '10/15/2018'.`,
  ],
  [
    'account-not-assigned',
    'interaction_required',
    `AADSTS50105: Your administrator has configured the application Shop ('${app}') to block users unless they are specifically granted ('assigned') access to the application.`,
  ],
  [
    'admin-approval-needed',
    'invalid_grant',
    `AADSTS65001: The user or administrator has not consented to use the application with ID '${app}' named 'Shop'. Send an interactive authorization request for this user and resource.`,
    { suberror: 'consent_required' },
  ],
  ['consent-refused', 'access_denied', 'AADSTS65004: User declined to consent to access the app.'],
  ['consent-refused', 'consent_required', 'AADSTS65004: User declined to consent to access the app.'],
  ['consent-refused', 'access_denied', 'the user canceled the authentication'],
  [
    'permission-missing',
    'invalid_client',
    'AADSTS65005: The application required resource access list does not contain applications discoverable by the resource.',
  ],
  [
    'permission-missing',
    'invalid_client',
    `AADSTS650053: The application 'Shop' asked for scope 'SMTP.Sent' that doesn't exist on the resource 'outlook'. Contact the app vendor.`,
  ],
  [
    'no-exchange-online',
    'invalid_client',
    `AADSTS650052: The app needs access to a service ('outlook') that your organization 'Mein Shop' has not subscribed to or enabled.`,
  ],
  ['permission-missing', 'invalid_client', 'AADSTS650056: Misconfigured application.'],
  ['permission-missing', 'invalid_client', 'AADSTS650057: Invalid resource.'],
  [
    'no-exchange-online',
    'invalid_resource',
    'AADSTS500011: The resource principal named https://outlook.office.com was not found in the tenant named Mein Shop.',
  ],
  [
    'permission-missing',
    'invalid_request',
    'AADSTS28000: Provided value for the input parameter scope is not valid because it contains more than one resource.',
  ],
  [
    'permission-missing',
    'invalid_request',
    `AADSTS28002: Provided value for the input parameter scope 'x' is not valid when requesting an access token.`,
  ],
  [
    'permission-missing',
    'invalid_request',
    'AADSTS28003: Scope may not be empty when requesting an access token using the provided authorization code.',
  ],
  [
    'permission-missing',
    'invalid_scope',
    `AADSTS70011: The provided value for the input parameter 'scope' is not valid.`,
  ],
  ['permission-missing', 'invalid_scope', ''],
  [
    'permission-missing',
    'unauthorized_client',
    `AADSTS90008: The user or administrator hasn't consented; the app must at least request delegated access.`,
  ],
  [
    'sign-in-withdrawn',
    'invalid_grant',
    `AADSTS70000: The provided value for the 'code' parameter is not valid. The code has expired.`,
  ],
  [
    'sign-in-withdrawn',
    'invalid_grant',
    'AADSTS70000: The user could not be authenticated as the grant is expired. The user must sign in again.',
  ],
  [
    'sign-in-expired',
    'invalid_grant',
    'AADSTS70008: The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  ],
  [
    'sign-in-expired',
    'invalid_grant',
    'AADSTS700082: The refresh token has expired due to inactivity. The token was issued on 2026-08-01T09:00:00.0000000Z and was inactive for 90.00:00:00.',
    { suberror: 'bad_token' },
  ],
  [
    'redirect-uri-platform',
    'invalid_grant',
    'AADSTS700084: The refresh token was issued to a single page app and has a fixed, limited lifetime of 1.00:00:00.',
  ],
  [
    'sign-in-expired',
    'invalid_grant',
    'AADSTS70043: The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.',
    { suberror: 'token_expired' },
  ],
  [
    'sign-in-expired',
    'interaction_required',
    'AADSTS70043: The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.',
  ],
  [
    'sign-in-withdrawn',
    'invalid_grant',
    'AADSTS50173: The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
  ],
  [
    'security-rule-blocks',
    'invalid_grant',
    `AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access 'x'.`,
    { suberror: 'basic_action' },
  ],
  [
    'security-rule-blocks',
    'interaction_required',
    'AADSTS50079: You must enroll in multi-factor authentication.',
  ],
  [
    'security-rule-blocks',
    'invalid_grant',
    'AADSTS50078: Presented multi-factor authentication has expired due to policies configured by your administrator.',
    { suberror: 'basic_action' },
  ],
  ['security-rule-blocks', 'interaction_required', 'AADSTS50074: Strong authentication is required.'],
  ['security-rule-blocks', 'interaction_required', 'AADSTS50072: User needs to enroll for second factor.'],
  ['account-disabled', 'invalid_grant', 'AADSTS50057: The user account is disabled.'],
  [
    'account-unknown',
    'invalid_grant',
    'AADSTS50034: The user account orders@mein-shop.de does not exist in the directory.',
  ],
  [
    'foreign-account',
    'invalid_request',
    `AADSTS50020: User account 'a@b.example' from identity provider 'live.com' does not exist in tenant 'Mein Shop'.`,
  ],
  [
    'foreign-account',
    'interaction_required',
    'AADSTS16000: Either multiple user identities are available for the current request or selected account is not supported.',
  ],
  ['foreign-account', 'invalid_grant', 'AADSTS51004: The user account does not exist in the directory.'],
  [
    'foreign-account',
    'invalid_grant',
    `AADSTS90072: User account 'a@b.example' from identity provider 'live.com' does not exist in tenant 'Mein Shop'.`,
  ],
  [
    'foreign-account',
    'invalid_request',
    'AADSTS500208: The domain is not a valid login domain for the account type.',
  ],
  [
    'password-wrong',
    'invalid_grant',
    'AADSTS50126: Error validating credentials due to invalid username or password.',
  ],
  ['account-locked', 'invalid_grant', 'AADSTS50053: The account is locked.'],
  [
    'password-expired',
    'invalid_grant',
    'AADSTS50055: The password is expired.',
    { suberror: 'user_password_expired' },
  ],
  ['password-expired', 'invalid_grant', '', { suberror: 'user_password_expired' }],
  [
    'reconnect-needed',
    'login_required',
    'AADSTS50058: A silent sign-in request was sent but no user is signed in.',
  ],
  ['tenant-unknown', 'invalid_request', 'AADSTS50059: No tenant-identifying information found.'],
  [
    'sign-in-withdrawn',
    'invalid_grant',
    'AADSTS50132: The session is not valid due to credentials being revoked.',
  ],
  [
    'sign-in-withdrawn',
    'invalid_grant',
    'AADSTS50133: Session is invalid due to expiration or recent password change.',
  ],
  ['security-rule-blocks', 'interaction_required', 'AADSTS50131: Device is not in required device state.'],
  [
    'security-rule-blocks',
    'interaction_required',
    'AADSTS50158: External security challenge was not satisfied.',
  ],
  ['security-rule-blocks', 'interaction_required', 'AADSTS50097: Device authentication is required.'],
  [
    'security-rule-blocks',
    'interaction_required',
    'AADSTS50005: User tried to log in from a platform that is not supported.',
  ],
  ['security-rule-blocks', 'interaction_required', 'AADSTS53000: Device is not in required device state.'],
  [
    'security-rule-blocks',
    'invalid_grant',
    'AADSTS53003: Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    { suberror: 'message_only' },
  ],
  [
    'security-rule-blocks',
    'invalid_grant',
    'AADSTS530003: Your device is required to be managed to access this resource.',
  ],
  ['security-rule-blocks', 'access_denied', 'AADSTS530035: Access has been blocked by security defaults.'],
  [
    'security-rule-blocks',
    'invalid_grant',
    'AADSTS530084: Access has been blocked by conditional access token protection policy configured by this organization.',
  ],
  [
    'security-rule-blocks',
    'access_denied',
    'AADSTS500212: Your organization does not allow access to this resource.',
  ],
  ['security-rule-blocks', 'interaction_required', ''],
  [
    'sign-in-already-used',
    'invalid_grant',
    'AADSTS54005: OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  ],
  [
    'sign-in-run-out',
    'invalid_grant',
    'AADSTS501481: The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  ],
  ['request-not-understood', 'invalid_request', 'AADSTS50147: Missing code challenge parameter.'],
  [
    'redirect-uri-platform',
    'invalid_request',
    'AADSTS9002325: Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
  ],
  [
    'redirect-uri-platform',
    'invalid_request',
    `AADSTS9002326: Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.`,
  ],
  [
    'redirect-uri-platform',
    'invalid_request',
    `AADSTS9002327: Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.`,
  ],
  [
    'redirect-uri-platform',
    'invalid_request',
    `AADSTS90023: Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.`,
  ],
  ['request-not-understood', 'invalid_request', 'AADSTS90023: Authentication failed.'],
  [
    'tenant-unknown',
    'invalid_tenant',
    `AADSTS90002: Tenant 'mein-shop' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
  ],
  [
    'tenant-unknown',
    'invalid_request',
    `AADSTS900023: Specified tenant identifier 'x' is neither a valid DNS name, nor a valid external domain.`,
  ],
  [
    'credentials-missing',
    'invalid_request',
    `AADSTS900144: The request body must contain the following parameter: 'client_id'.`,
  ],
  [
    'request-not-understood',
    'invalid_request',
    `AADSTS900144: The request body must contain the following parameter: 'grant_type'.`,
  ],
  [
    'request-not-understood',
    'invalid_request',
    'AADSTS9002313: Invalid request. Request is malformed or invalid.',
  ],
  [
    'request-not-understood',
    'unsupported_grant_type',
    `AADSTS70003: The app requested an unsupported grant type.`,
  ],
  ['tenant-unknown', 'invalid_request', 'AADSTS90019: No tenant-identifying information found.'],
  ['tenant-unknown', 'invalid_request', 'AADSTS90038: Tenant is in another national cloud.'],
  [
    'tenant-unknown',
    'invalid_request',
    'AADSTS9001023: The grant type is not supported over the /common or /consumers endpoints.',
  ],
  [
    'tenant-unknown',
    'invalid_request',
    'AADSTS9002332: Application is configured for use by Azure Active Directory users only.',
  ],
  [
    'microsoft-busy',
    'temporarily_unavailable',
    'AADSTS90033: A transient error has occurred. Please try again.',
    { httpStatus: 503 },
  ],
  ['microsoft-busy', 'server_error', 'AADSTS90012: The request has timed out.'],
  ['microsoft-busy', 'server_error', ''],
  ['microsoft-busy', 'invalid_request', '', { httpStatus: 429 }],
  ['microsoft-busy', '90055', ''],
  ['admin-approval-needed', 'access_denied', 'AADSTS90094: The grant requires admin permission.'],
  ['admin-approval-needed', 'access_denied', 'AADSTS90095: Admin consent is required.'],
  [
    'admin-approval-needed',
    'unauthorized_client',
    'AADSTS90099: The application has not been authorized in the tenant.',
  ],
  ['admin-approval-needed', 'consent_required', ''],
  ['client-secret-wrong', 'invalid_client', 'AADSTS70002: Error validating credentials.'],
  ['client-secret-wrong', 'invalid_request', 'AADSTS70002: Error validating credentials.'],
  [
    'request-not-understood',
    'invalid_grant',
    'AADSTS700005: The provided authorization code is intended to use against another tenant.',
  ],
  [
    'reconnect-needed',
    'interaction_required',
    `AADSTS50140: This occurred due to "Keep me signed in" interrupt when the user was signing in.`,
  ],
  [
    'too-many-requests',
    'invalid_request',
    'AADSTS50196: The server terminated an operation because it encountered a client request loop.',
  ],
  ['sign-in-expired', 'invalid_grant', 'AADSTS50085: The refresh token needs social IDP login.'],
  [
    'request-not-understood',
    'invalid_request',
    'AADSTS500201: We are unable to issue tokens from this API version for a Microsoft account.',
  ],
  // Unknown numbers: the OAuth error alone decides.
  ['reconnect-needed', 'invalid_grant', 'AADSTS240006: Something new.'],
  ['unknown-identity', 'invalid_request', 'AADSTS240006: Something new.'],
  ['unknown-identity', 'something_new', ''],
  // A number never turns waiting into stopping, nor one mailbox into all of them.
  ['microsoft-busy', 'temporarily_unavailable', 'AADSTS50076: You must use multi-factor authentication.'],
  ['reconnect-needed', 'invalid_grant', 'AADSTS90033: A transient error has occurred.'],
  [
    'client-secret-wrong',
    'invalid_client',
    'AADSTS50173: The provided grant has expired due to it being revoked.',
  ],
  // MSAL's own words.
  ['microsoft-silent', 'network_error', ''],
  ['microsoft-silent', 'endpoints_resolution_error', ''],
  ['answer-intercepted', 'token_parsing_error', ''],
  ['request-not-understood', 'authority_uri_insecure', ''],
  ['credentials-missing', 'invalid_client_credential', ''],
  ['tenant-unknown', 'missing_tenant_id_error', ''],
  ['identity-not-proven', 'nonce_mismatch', ''],
  ['sign-in-run-out', 'state_mismatch', ''],
  ['reconnect-needed', 'no_tokens_found', ''],
]

export const identityExamples = said.map(([cause, error, text, more]) => {
  const evidence: IdentityEvidence = { kind: 'identity', error, codes: [], text, ...more }
  return { cause, evidence, name: `${error} ${text.slice(0, 60)}${more?.suberror ?? ''}` }
})
