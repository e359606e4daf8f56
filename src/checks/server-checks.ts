import { lookup as systemLookup } from 'node:dns/promises'
import { openImapProbe } from '../connection-test/imap-probe.ts'
import { openSmtp } from '../connection-test/smtp-probe.ts'
import { evidenceOfSilence } from '../microsoft/identity-evidence.ts'
import { createNetworkClient } from '../microsoft/network-client.ts'
import { tenantAt } from '../microsoft/sign-in-host.ts'
import type { Guard, Lookup, MailProtocol } from '../network/guard.ts'
import type { OutgoingProxy } from '../network/proxy.ts'
import { remoteFailure } from '../network/remote-failure.ts'
import { within } from '../network/within.ts'
import type { Outcome } from './check.ts'

interface Place {
  host: string
  port: number
}

export interface ServerNeeds {
  guard: Pick<Guard, 'check'>
  outgoingProxy: Pick<OutgoingProxy, 'proxyFor' | 'shownProxy'>
  ca: string | undefined
  now: () => Date
  lookup?: Lookup
}

/** How far off the clock may be, in seconds. */
const clockWarnsFrom = 60
const clockFailsFrom = 300

/** Whether the names of Microsoft's servers are known here. A proxy that looks names up does without. */
export async function checkNames(
  hosts: readonly string[],
  { outgoingProxy, lookup = systemLookup }: ServerNeeds,
  ms: number,
): Promise<Outcome> {
  const found = await Promise.all([...new Set(hosts)].map((host) => nameOf(host, lookup, ms)))
  const evidence = found.map(({ host, said }) => `${host}: ${said}`)
  const missing = found.filter(({ known }) => !known)
  const [first] = missing
  if (!first) return { state: 'ok', finding: 'fine', evidence }
  if (missing.every(({ host }) => outgoingProxy.proxyFor(host)?.takesNames))
    return { state: 'info', finding: 'proxy-looks-up', evidence }
  const finding = missing.some(({ said }) => said === 'ENOTFOUND') ? 'name-unknown' : 'name-unanswered'

  return { state: 'err', finding, evidence, fact: missing.map(({ host }) => host).join(', ') }
}

async function nameOf(host: string, lookup: Lookup, ms: number) {
  const late = () => Object.assign(new Error('No answer in time.'), { code: 'ETIMEDOUT' })
  try {
    const found = await within(lookup(host, { all: true, verbatim: true }), { ms, late })

    return { host, known: true, said: found.map(({ address }) => address).join(', ') }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EDNS'

    return { host, known: false, said: code }
  }
}

/** Reaches one of Microsoft's mail servers as far as a client comes without signing in. Throws RemoteFailure. */
export async function checkMailServer(
  protocol: MailProtocol,
  { host, port }: Place,
  { guard, ca }: ServerNeeds,
  signal: AbortSignal,
): Promise<Outcome> {
  const { address, via } = await guard.check(host, port, protocol, signal)
  const encryption = protocol === 'smtp' ? ('starttls' as const) : ('tls' as const)
  const target = {
    host,
    port,
    address,
    via,
    ca,
    encryption,
    signInWith: 'outlook' as const,
    mayBePlain: false,
  }
  const probe = await (protocol === 'smtp' ? openSmtp(target, signal) : openImapProbe(target, signal))
  try {
    const tls = await probe.encrypt()
    const { mechanisms } = await probe.capabilities()
    const way = via ? [`proxy ${via.shown}`] : []
    const certificate = tls ? [tls.tlsVersion, tls.certificateName] : []

    return {
      state: 'ok',
      finding: 'fine',
      evidence: [`${host}:${port}`, address, ...way, ...certificate, `AUTH ${mechanisms.join(' ')}`],
    }
  } finally {
    probe.close()
  }
}

/** One question to the sign-in host: whether it answers, and what its clock says. Throws RemoteFailure. */
export async function checkSignInHost(
  loginHost: string,
  { outgoingProxy, ca, now }: ServerNeeds,
  timeoutMs: number,
): Promise<{ signInHost: Outcome; clock: Outcome }> {
  const via = outgoingProxy.proxyFor(new URL(`https://${loginHost}`).hostname)
  const http = createNetworkClient({ ca, timeoutMs, via })
  const url = `${tenantAt(`https://${loginHost}`, 'common')}/v2.0/.well-known/openid-configuration`
  const askedAt = now().getTime()
  try {
    const { status, headers } = await http.send('GET', url).catch((error: unknown) => {
      throw remoteFailure(evidenceOfSilence(url, error))
    })
    const evidence = [loginHost, ...(via ? [`proxy ${via.shown}`] : []), `HTTP ${status}`]

    return {
      signInHost: { state: 'ok', finding: 'fine', evidence },
      clock: judgeClock(headers['date'], (askedAt + now().getTime()) / 2),
    }
  } finally {
    await http.close()
  }
}

/** `here` in milliseconds. */
function judgeClock(date: string | undefined, here: number): Outcome {
  const there = Date.parse(date ?? '')
  if (Number.isNaN(there)) return { state: 'not_run', finding: 'clock-unknown' }
  const seconds = Math.round(Math.abs(here - there) / 1000)
  const evidence = [`${new Date(here).toISOString()}`, `Date: ${date}`, `${seconds} s`]
  if (seconds < clockWarnsFrom) return { state: 'ok', finding: 'fine', evidence }

  return {
    state: seconds < clockFailsFrom ? 'warn' : 'err',
    finding: 'clock-off',
    evidence,
    fact: `${seconds}`,
  }
}
