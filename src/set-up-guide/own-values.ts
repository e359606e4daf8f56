import type { ShownSettings } from '../general-settings/general-settings.ts'
import type { Settings } from '../settings.ts'

/** What a shop has decided so far, for the steps that mention it. */
export interface OwnValues {
  redirectUri: string
  clientId: string | null
  tenant: string | null
  hasClientSecret: boolean
  /** Every mailbox that signs in with Outlook, once, in the order of the servers. */
  mailboxes: string[]
  defaultFrom: string | null
  /** `host:port`, for whoever opens a firewall. */
  targets: { signIn: string; smtp: string; imap: string }
  /** Microsoft's page for a step, as near to the shop's own app registration as can be told. */
  portal: Record<string, string>
}

interface Server {
  signInWith: 'outlook' | 'password'
  username: string | null
}

interface Needs {
  redirectUri: string
  settings: Settings
  general: ShownSettings
  servers: readonly Server[]
}

const entra = 'https://entra.microsoft.com/#view/Microsoft_AAD'
const listOfApps = `${entra}_RegisteredApps/ApplicationsListBlade`

/** Fills the guide with what this shop has entered. */
export function ownValues({ redirectUri, settings, general, servers }: Needs): OwnValues {
  const outlook = servers.filter(({ signInWith }) => signInWith === 'outlook')

  return {
    redirectUri,
    clientId: general.clientId,
    tenant: general.tenant,
    hasClientSecret: general.hasClientSecret,
    mailboxes: [...new Set(outlook.flatMap(({ username }) => username ?? []))],
    defaultFrom: general.defaultFromAddress,
    targets: {
      signIn: withPort(settings.MICROSOFT_LOGIN_HOST, 443),
      smtp: `${settings.OUTLOOK_SMTP_HOST}:${settings.OUTLOOK_SMTP_PORT}`,
      imap: `${settings.OUTLOOK_IMAP_HOST}:${settings.OUTLOOK_IMAP_PORT}`,
    },
    portal: portalOf(general.clientId),
  }
}

/** The stand-in's host carries its own port. */
function withPort(host: string, port: number): string {
  return host.includes(':') ? host : `${host}:${port}`
}

/**
 * The portal's own addresses of one app registration, as its users pass them on; Microsoft promises none of them. Before
 * the client ID is known, the list of all.
 */
function portalOf(clientId: string | null): OwnValues['portal'] {
  const at = (blade: string) =>
    clientId ? `${entra}_RegisteredApps/ApplicationMenuBlade/~/${blade}/appId/${clientId}` : listOfApps

  return {
    register: listOfApps,
    redirect: at('Authentication'),
    permissions: at('CallAnAPI'),
    secret: at('Credentials'),
    copy: at('Overview'),
    mailbox: 'https://admin.microsoft.com/#/users',
    assign: `${entra}_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview`,
  }
}
