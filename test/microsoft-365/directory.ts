import { randomUUID } from 'node:crypto'
import type { Wording } from './sign-in/refusal.ts'

/** The directory every personal Microsoft account belongs to [access-token claims reference]. */
export const personalTenantId = '9188040d-6c67-4c5b-b112-36a304b66dad'
const shopTenantId = '4f7c2a9e-1d35-4b86-a0c4-73e5d8f21b60'
const shopDomain = 'mein-shop.example'
const dayMs = 24 * 60 * 60 * 1000

export interface Account {
  /** Object ID. */
  readonly oid: string
  readonly address: string
  readonly displayName: string
  readonly password: string
  readonly tenantId: string
  readonly kind: 'work' | 'personal'
  /** False for a shared mailbox: nobody signs in as it. */
  canSignIn: boolean
  disabled: boolean
  /** An Exchange Online licence. Without one SMTP refuses the address as user. */
  licensed: boolean
  smtpAuth: boolean
  imap: boolean
  /** Blocked for sending spam. */
  blocked: boolean
  /** The mailbox has no room left. */
  full: boolean
  /** What its folders are named in. */
  language: 'en' | 'de'
  /** Further addresses of the same mailbox. */
  aliases: Set<string>
  /** Addresses whose mailbox this account may send as. */
  sendAs: Set<string>
  /** Addresses whose mailbox this account may open. */
  fullAccess: Set<string>
  /** Counts only while the app requires assignment. */
  assigned: boolean
  /** The permissions this account has accepted, with their resource. */
  consented: Set<string>
  /** Sign-ins before this moment are no longer valid. */
  tokensValidFrom: Date
}

export interface AppRegistration {
  readonly clientId: string
  readonly name: string
  clientSecret: string
  /** An app registration may hold several at once, which is how one is replaced without a gap. */
  furtherSecrets: string[]
  clientSecretExpiresAt: Date
  /** The Secret ID, a GUID that people paste by mistake. */
  readonly clientSecretId: string
  readonly tenantId: string
  readonly redirectUris: Set<string>
  singleTenant: boolean
  /** Single-tenant apps and `organizations` know no personal accounts. */
  personalAccounts: boolean
  assignmentRequired: boolean
  /** Users may not consent by themselves. */
  adminConsentRequired: boolean
  /** Tenants whose admin consented for everyone. */
  readonly adminConsents: Set<string>
}

export type Directory = ReturnType<typeof createDirectory>

/** The accounts, tenants and the one app registration behind every part of the stand-in. */
export function createDirectory(now: () => Date) {
  const app = freshApp(now)
  const policy = freshPolicy()
  const known = knownAccounts()
  const accounts = new Map(Object.values(known).map((account) => [account.address, account]))

  function find(address: string): Account | undefined {
    return accounts.get(address.trim().toLowerCase())
  }

  function add(account: Partial<Account> & Pick<Account, 'address'>): Account {
    const added = person({ displayName: account.address, ...account })
    accounts.set(added.address, added)

    return added
  }

  function reset(): void {
    const { redirectUris: _kept, ...appDefaults } = freshApp(now)
    app.adminConsents.clear()
    Object.assign(app, { ...appDefaults, adminConsents: app.adminConsents })
    Object.assign(policy, freshPolicy())
    accounts.clear()
    for (const [name, fresh] of Object.entries(knownAccounts())) {
      const account = Object.entries(known).find(([key]) => key === name)?.[1]
      if (account) accounts.set(account.address, Object.assign(account, fresh))
    }
  }

  return {
    app,
    accounts: { ...known, find, add, all: (): Account[] => [...accounts.values()] },
    /** The organisation's name and the domain it signs in with. */
    tenant: { id: shopTenantId, name: 'Mein Shop GmbH', domain: shopDomain },
    /** Rules of the whole organisation. */
    policy,
    reset,
  }
}

function freshApp(now: () => Date): AppRegistration {
  return {
    clientId: '5b0f4c1e-7a52-4f0e-9d3b-2c6a8e1f7d90',
    name: 'Mailroom',
    // Older secrets hold + / = as well, which break when they are not encoded in the form.
    clientSecret: 'k3D8Q~Sandbox+only/Not.A.Real_Secret-42=',
    clientSecretExpiresAt: new Date(now().getTime() + 180 * dayMs),
    furtherSecrets: [],
    clientSecretId: 'c2a4e6b8-0d1f-4357-9bdf-13579bdf2468',
    tenantId: shopTenantId,
    redirectUris: new Set(),
    singleTenant: false,
    personalAccounts: true,
    assignmentRequired: false,
    adminConsentRequired: false,
    adminConsents: new Set(),
  }
}

function freshPolicy() {
  return {
    smtpAuth: true,
    // [Exchange Online limits] The default MaxSendSize of a mailbox, and recipients in 24 hours.
    largestMailBytes: 35 * 1024 * 1024,
    recipientsPerDay: 10_000,
    /** What the fault `imap-throttled` asks clients to wait. */
    imapBackoffMs: 3000,
    /** What every token request is answered with, for refusals that have no fault of their own. */
    tokenRefusal: undefined as Wording | undefined,
  }
}

function knownAccounts() {
  return {
    orders: person({ oid: id(1), address: `orders@${shopDomain}`, displayName: 'Orders' }),
    info: person({
      oid: id(2),
      address: `info@${shopDomain}`,
      displayName: 'Info (shared mailbox)',
      canSignIn: false,
      licensed: false,
    }),
    anna: person({
      oid: id(3),
      address: `anna@${shopDomain}`,
      displayName: 'Anna Muster',
      sendAs: new Set([`info@${shopDomain}`]),
      fullAccess: new Set([`info@${shopDomain}`]),
    }),
    bernd: person({ oid: id(4), address: `bernd@${shopDomain}`, displayName: 'Bernd Beispiel' }),
    personal: person({
      oid: '00000000-0000-0000-7a3c-5e1f90b2d468',
      address: 'mein.shop@outlook.example',
      displayName: 'Mein Shop (personal account)',
      tenantId: personalTenantId,
      kind: 'personal',
    }),
  }
}

function id(number: number): string {
  return `a1b2c3d4-0000-4000-8000-${String(number).padStart(12, '0')}`
}

function person(given: Partial<Account> & Pick<Account, 'address' | 'displayName'>): Account {
  return {
    oid: randomUUID(),
    password: 'Sandbox-2026',
    tenantId: shopTenantId,
    kind: 'work',
    canSignIn: true,
    disabled: false,
    licensed: true,
    smtpAuth: true,
    imap: true,
    blocked: false,
    full: false,
    language: 'en',
    aliases: new Set(),
    sendAs: new Set(),
    fullAccess: new Set(),
    assigned: false,
    consented: new Set(),
    tokensValidFrom: new Date(0),
    ...given,
    ...{ address: given.address.trim().toLowerCase() },
  }
}
