export const mailResource = 'https://outlook.office.com/'
/** The same resource under its other name; personal accounts do not know it. */
const mailResourceForWork = 'https://outlook.office365.com/'
const graphResource = 'https://graph.microsoft.com/'
const identityScopes = ['openid', 'profile', 'email', 'offline_access'] as const
const mailScopes = ['SMTP.Send', 'IMAP.AccessAsUser.All', 'POP.AccessAsUser.All']
const graphScopes = ['User.Read', 'Mail.Read', 'Mail.Send', ...mailScopes]
const known = new Map([
  [mailResource, mailScopes],
  [mailResourceForWork, mailScopes],
  [graphResource, graphScopes],
])

export type IdentityScope = (typeof identityScopes)[number]

export interface ScopeRequest {
  identity: Set<IdentityScope>
  /** Complete names, with their resource. */
  permissions: string[]
  /** One for a token, any number for a consent. */
  resources: string[]
  problem?: { kind: 'malformed' | 'unknown-scope' | 'unknown-resource'; scope: string; resource: string }
}

/** Reads the `scope` parameter. A name without a resource belongs to Microsoft Graph. */
export function readScopes(text: string): ScopeRequest {
  const names = text.split(' ').filter(Boolean)
  const identity = identityScopes.filter((scope) => names.includes(scope))
  const permissions = names
    .filter((name) => !identityScopes.some((scope) => scope === name))
    .map((name) => (name.includes('/') ? name : graphResource + name))
  const problem = permissions.map(problemOf).find((found) => found !== undefined)

  return {
    identity: new Set(identity),
    permissions: permissions.map(properName),
    resources: [...new Set(permissions.map(resourceOf))],
    ...(problem ? { problem } : {}),
  }
}

export function resourceOf(permission: string): string {
  return permission.slice(0, permission.lastIndexOf('/') + 1)
}

/** `SMTP.Send` of `https://outlook.office.com/SMTP.Send`. */
export function shortName(permission: string): string {
  return permission.slice(permission.lastIndexOf('/') + 1)
}

/** Whether a token for these permissions opens the mail servers for `name`. */
export function allowsMail(
  permissions: readonly string[],
  name: 'SMTP.Send' | 'IMAP.AccessAsUser.All',
): boolean {
  return [mailResource, mailResourceForWork].some((resource) => permissions.includes(resource + name))
}

function problemOf(permission: string): ScopeRequest['problem'] {
  const resource = resourceOf(permission)
  const scope = shortName(permission)
  if (!/^https:\/\/[a-z0-9.-]+\/[\w.-]+$/i.test(permission))
    return { kind: 'malformed', scope: permission, resource }
  const names = known.get(resource)
  if (!names) return { kind: 'unknown-resource', scope, resource }

  return names.some((name) => sameName(name, scope)) ? undefined : { kind: 'unknown-scope', scope, resource }
}

/** Microsoft takes any capitals and answers with its own. */
function properName(permission: string): string {
  const resource = resourceOf(permission)
  const name = (known.get(resource) ?? []).find((one) => sameName(one, shortName(permission)))

  return resource + (name ?? shortName(permission))
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
