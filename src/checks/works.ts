import type { Readiness } from '../health/readiness.ts'
import type { Outcome } from './check.ts'
import type { DnsRecords } from './dns-records.ts'
import { checkDkim, checkDmarc, checkMx, foreignDomain } from './domain-checks.ts'
import {
  checkNode,
  checkProxy,
  checkPublicAddress,
  checkReadiness,
  judgeSpace,
  spaceIn,
} from './own-checks.ts'
import type { Work } from './run-checks.ts'
import { checkMailServer, checkNames, checkSignInHost, type ServerNeeds } from './server-checks.ts'
import { checkSpf } from './spf.ts'

/** How long a check may take, by what it asks, in milliseconds. */
export const defaultLimits = { own: 5000, names: 5000, server: 20_000, signInHost: 10_000, records: 20_000 }

/** What the deployment decides, by the names of its settings. */
export interface CheckedSettings {
  PUBLIC_URL: string
  DATA_DIR: string
  MICROSOFT_LOGIN_HOST: string
  OUTLOOK_SMTP_HOST: string
  OUTLOOK_SMTP_PORT: number
  OUTLOOK_IMAP_HOST: string
  OUTLOOK_IMAP_PORT: number
}

export interface WorkNeeds extends ServerNeeds {
  settings: CheckedSettings
  readiness: { check(): Promise<Pick<Readiness, 'checks'>> }
  dns: DnsRecords
  limits: typeof defaultLimits
}

/** Every check there is, for what is set up now. `seen` is the origin the browser reached us at. */
export function worksOf(needs: WorkNeeds, seen: string, domains: readonly string[]): Work[] {
  return [
    ...ownWorks(needs, seen),
    ...serverWorks(needs),
    ...domains.flatMap((domain) => domainWorks(needs, domain)),
  ]
}

function ownWorks({ settings, readiness, outgoingProxy, limits }: WorkNeeds, seen: string): Work[] {
  const own = (id: 'public-address' | 'proxy' | 'disk' | 'node', work: () => Promise<Outcome>): Work => ({
    about: [{ id }],
    ms: limits.own,
    work: async () => [await work()],
  })

  return [
    own('public-address', async () => checkPublicAddress(settings.PUBLIC_URL, seen)),
    {
      about: [{ id: 'database' }, { id: 'keys' }, { id: 'worker' }],
      ms: limits.own,
      async work() {
        const { database, keys, worker } = checkReadiness(await readiness.check())

        return [database, keys, worker]
      },
    },
    own('disk', async () => judgeSpace(await spaceIn(settings.DATA_DIR))),
    own('node', async () => checkNode(process.versions.node)),
    own('proxy', async () => checkProxy(outgoingProxy.shownProxy())),
  ]
}

function serverWorks(needs: WorkNeeds): Work[] {
  const { settings, limits } = needs
  const smtp = { host: settings.OUTLOOK_SMTP_HOST, port: settings.OUTLOOK_SMTP_PORT }
  const imap = { host: settings.OUTLOOK_IMAP_HOST, port: settings.OUTLOOK_IMAP_PORT }
  const loginHost = settings.MICROSOFT_LOGIN_HOST
  const hosts = [smtp.host, imap.host, new URL(`https://${loginHost}`).hostname]
  const shown = ({ host, port }: typeof smtp) => `${host}:${port}`

  return [
    // The lookup is bounded by itself: its own limit says more.
    {
      about: [{ id: 'dns' }],
      ms: 2 * limits.names,
      work: async () => [await checkNames(hosts, needs, limits.names)],
    },
    {
      about: [{ id: 'smtp', subject: shown(smtp) }],
      ms: limits.server,
      work: async (signal) => [await checkMailServer('smtp', smtp, needs, signal)],
    },
    {
      about: [{ id: 'imap', subject: shown(imap) }],
      ms: limits.server,
      work: async (signal) => [await checkMailServer('imap', imap, needs, signal)],
    },
    {
      about: [{ id: 'sign-in-host', subject: loginHost }, { id: 'clock' }],
      ms: 2 * limits.signInHost,
      async work() {
        const { signInHost, clock } = await checkSignInHost(loginHost, needs, limits.signInHost)

        return [signInHost, clock]
      },
    },
  ]
}

function domainWorks({ dns, limits, settings }: WorkNeeds, domain: string): Work[] {
  const foreign = foreignDomain(domain)
  if (foreign)
    return [{ about: [{ id: 'domain', subject: domain }], ms: limits.own, work: async () => [foreign] }]
  const work = (
    id: 'spf' | 'dkim' | 'dmarc' | 'mx',
    ask: (signal: AbortSignal) => Promise<Outcome>,
    subject = domain,
  ): Work => ({ about: [{ id, subject }], ms: limits.records, work: async (signal) => [await ask(signal)] })
  const dkim = (selector: string) =>
    work('dkim', (signal) => checkDkim(dns, domain, selector, signal), `${selector}._domainkey.${domain}`)

  return [
    work('spf', (signal) => checkSpf(dns, domain, spfOf(settings.MICROSOFT_LOGIN_HOST), signal)),
    dkim('selector1'),
    dkim('selector2'),
    work('dmarc', (signal) => checkDmarc(dns, domain, signal)),
    work('mx', (signal) => checkMx(dns, domain, signal)),
  ]
}

/** Which record lets the mail servers of this cloud send. */
function spfOf(loginHost: string): string {
  if (loginHost.endsWith('.us')) return 'spf.protection.office365.us'

  return loginHost.endsWith('.cn') ? 'spf.protection.partner.outlook.cn' : 'spf.protection.outlook.com'
}
