import { type Cause, causes } from './causes.ts'
import type { IdentityEvidence } from './failure.ts'

/**
 * AADSTS numbers, as Microsoft lists them at learn.microsoft.com/entra/identity-platform/reference-error-codes. Microsoft
 * warns that they change, so they only refine what the OAuth error says.
 */
export const identityNumbers: readonly { cause: Cause; numbers: readonly number[] }[] = [
  { cause: 'client-secret-expired', numbers: [7000222] },
  { cause: 'client-secret-wrong', numbers: [7000215, 700023, 700024, 700027] },
  { cause: 'credentials-missing', numbers: [7000218] },
  { cause: 'client-id-unknown', numbers: [700016, 700011, 70001] },
  { cause: 'app-disabled', numbers: [7000112] },
  { cause: 'redirect-uri-mismatch', numbers: [50011, 500112, 500113] },
  { cause: 'redirect-uri-platform', numbers: [700025, 700084, 9002325, 9002326, 9002327] },
  { cause: 'single-tenant-app', numbers: [50194] },
  { cause: 'tenant-unknown', numbers: [90002, 900023, 50059, 90019, 90038, 9001023, 9002332] },
  {
    cause: 'permission-missing',
    numbers: [65005, 650053, 650056, 650057, 28000, 28002, 28003, 70011, 90008],
  },
  { cause: 'no-exchange-online', numbers: [650052, 500011] },
  { cause: 'foreign-account', numbers: [50020, 16000, 51004, 90072, 500208] },
  { cause: 'account-not-assigned', numbers: [50105] },
  { cause: 'account-unknown', numbers: [50034] },
  { cause: 'account-disabled', numbers: [50057] },
  { cause: 'account-locked', numbers: [50053] },
  { cause: 'password-wrong', numbers: [50126] },
  { cause: 'password-expired', numbers: [50055] },
  { cause: 'admin-approval-needed', numbers: [90094, 90095, 90099, 65001] },
  { cause: 'consent-refused', numbers: [65004] },
  {
    cause: 'security-rule-blocks',
    numbers: [
      50005, 50072, 50074, 50076, 50078, 50079, 50097, 50131, 50158, 53000, 53001, 53002, 53003, 53011,
      500212, 500213, 530003, 530032, 530034, 530035, 530084, 1000031,
    ],
  },
  { cause: 'sign-in-expired', numbers: [700082, 70008, 70043, 50085, 50089] },
  { cause: 'sign-in-withdrawn', numbers: [50173, 50132, 50133, 70000] },
  { cause: 'reconnect-needed', numbers: [50058, 50140, 50199] },
  { cause: 'sign-in-already-used', numbers: [54005] },
  { cause: 'sign-in-run-out', numbers: [501481] },
  { cause: 'too-many-requests', numbers: [50196] },
  { cause: 'microsoft-busy', numbers: [90033, 90012, 90006, 90024, 90055, 70012] },
  {
    cause: 'request-not-understood',
    numbers: [
      50147, 900971, 900144, 90013, 90014, 90023, 9002313, 90056, 70003, 700005, 70007, 700022, 500201,
    ],
  },
]

/** Numbers that mean different things; the text tells them apart. */
export const identityTexts: readonly { code: number; text: RegExp; cause: Cause }[] = [
  { code: 90023, text: /Single-Page Application/, cause: 'redirect-uri-platform' },
  { code: 900144, text: /'client_id'/, cause: 'credentials-missing' },
]

/** A number that only wraps another one (AADSTS70002, "error validating credentials"). */
const wrapper = 70002

/** OAuth errors (RFC 6749, OpenID Connect Core 3.1.2.6, Microsoft's own) and MSAL's words for the same. */
export const identityErrors: Readonly<Record<string, Cause>> = {
  invalid_client: 'client-secret-wrong',
  unauthorized_client: 'client-id-unknown',
  invalid_grant: 'reconnect-needed',
  bad_token: 'reconnect-needed',
  login_required: 'reconnect-needed',
  no_tokens_found: 'reconnect-needed',
  interaction_required: 'security-rule-blocks',
  consent_required: 'admin-approval-needed',
  access_denied: 'consent-refused',
  invalid_scope: 'permission-missing',
  invalid_resource: 'no-exchange-online',
  invalid_tenant: 'tenant-unknown',
  missing_tenant_id_error: 'tenant-unknown',
  temporarily_unavailable: 'microsoft-busy',
  server_error: 'microsoft-busy',
  network_error: 'microsoft-silent',
  endpoints_resolution_error: 'microsoft-silent',
  token_parsing_error: 'answer-intercepted',
  invalid_client_credential: 'credentials-missing',
  nonce_mismatch: 'identity-not-proven',
  state_mismatch: 'sign-in-run-out',
  authority_uri_insecure: 'request-not-understood',
  unsupported_grant_type: 'request-not-understood',
  unsupported_response_type: 'request-not-understood',
}

export const identitySuberrors: Readonly<Record<string, Cause>> = {
  consent_required: 'admin-approval-needed',
  token_expired: 'sign-in-expired',
  basic_action: 'security-rule-blocks',
  additional_action: 'security-rule-blocks',
  message_only: 'security-rule-blocks',
  device_authentication_failed: 'security-rule-blocks',
  user_password_expired: 'password-expired',
}

/** The errors that decide alone whether to stop, to ask for a sign-in or to wait. */
const decisive = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_grant',
  'consent_required',
  'interaction_required',
  'login_required',
  'temporarily_unavailable',
  'server_error',
])

const causeOfNumber = new Map(
  identityNumbers.flatMap(({ cause, numbers }) => numbers.map((number) => [number, cause] as const)),
)

/** The code people see for a cause on Microsoft's page: the most frequent one. Empty for a cause without any. */
export function codeOf(cause: Cause): string {
  const [number] = identityNumbers.find((rule) => rule.cause === cause)?.numbers ?? []

  return number === undefined ? '' : `AADSTS${number}`
}

/** The cause, and the number that told it. */
interface Identified {
  cause: Cause
  number?: number
}

export function identify(
  { error, suberror, httpStatus, text = '' }: IdentityEvidence,
  numbers: number[],
): Identified {
  const general = causeOfError(error, suberror, httpStatus)
  const fits = decisive.has(error) ? (cause: Cause) => refines(cause, general) : () => true
  for (const number of numbers) {
    const cause = causeOf(number, text)
    if (cause && fits(cause)) return { cause, number }
  }

  return { cause: general ?? (numbers.includes(wrapper) ? 'client-secret-wrong' : 'unknown-identity') }
}

function causeOf(number: number, text: string): Cause | undefined {
  const told = identityTexts.find((rule) => rule.code === number && rule.text.test(text))

  return told?.cause ?? causeOfNumber.get(number)
}

function causeOfError(error: string, suberror = '', httpStatus = 0): Cause | undefined {
  const known = own(identityErrors, error)
  if (known && decisive.has(error))
    return (known === 'reconnect-needed' && own(identitySuberrors, suberror)) || known
  if (httpStatus === 429 || httpStatus >= 500) return 'microsoft-busy'

  return known ?? own(identitySuberrors, suberror)
}

/** What stops the whole registration must not look like one mailbox's trouble, nor waiting like stopping. */
function refines(cause: Cause, general: Cause | undefined): boolean {
  if (!general) return true
  const [fine, coarse] = [causes[cause], causes[general]]
  const sameClass = fine.class === coarse.class

  return general === 'client-secret-wrong' ? sameClass && fine.scope === coarse.scope : sameClass
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
