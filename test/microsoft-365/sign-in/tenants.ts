import { type Account, type AppRegistration, type Directory, personalTenantId } from '../directory.ts'
import { refusals } from './refusals.ts'

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const domain = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i

/** The first part of the path: whose accounts may sign in. */
export interface Authority {
  /** As it stands in the address. */
  path: string
  /** A tenant's GUID; undefined where the account decides. */
  tenantId: string | undefined
}

/** Throws 90002 or 900023 for a tenant that is not there. */
export function readAuthority(path: string, directory: Directory): Authority {
  const name = path.toLowerCase()
  if (name === 'common' || name === 'organizations') return { path, tenantId: undefined }
  if (name === 'consumers' || name === personalTenantId) return { path, tenantId: personalTenantId }
  if (name === directory.tenant.id || name === directory.tenant.domain)
    return { path, tenantId: directory.tenant.id }

  throw guid.test(path) || domain.test(path) ? refusals.tenantUnknown(path) : refusals.tenantMalformed(path)
}

/** Throws when the app registration does not take this authority. */
export function checkAudience(app: AppRegistration, { tenantId, path }: Authority): void {
  if (app.singleTenant && tenantId === undefined) throw refusals.singleTenant(app)
  if (tenantId !== personalTenantId) return
  if (app.singleTenant || !app.personalAccounts) throw refusals.notForPersonalAccounts(app)
  if (path.toLowerCase() === personalTenantId) return
}

/** Throws 50020 when the account does not belong where it signs in. */
export function checkMembership(account: Account, authority: Authority, app: AppRegistration): void {
  const expected = authority.tenantId ?? (app.singleTenant ? app.tenantId : account.tenantId)
  const personalRefused = authority.path.toLowerCase() === 'organizations' || !app.personalAccounts
  const isForeign = account.tenantId !== expected || (account.kind === 'personal' && personalRefused)
  if (isForeign) throw refusals.foreignAccount(account.address, authority.path, app)
}
