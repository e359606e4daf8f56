import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { addressRules } from './addresses.ts'
import type { Way } from './dial.ts'
import type { OutgoingProxy } from './proxy.ts'
import { ownFailure, remoteFailure } from './remote-failure.ts'
import { within } from './within.ts'

export type MailProtocol = 'smtp' | 'imap'
type Protocol = MailProtocol | 'webhook'

/** What `node:dns/promises` answers to `all: true`. */
export type Lookup = (
  host: string,
  options: { all: true; verbatim: true },
) => Promise<{ address: string; family: number }[]>

/** Where to connect to: the checked address itself, so that a second answer of DNS changes nothing. */
export interface CheckedAddress extends Way {
  family: 4 | 6
  /** Everything DNS said; all of it is allowed. */
  addresses: string[]
}

interface Needs {
  /** Networks of mail servers inside, as `10.1.2.0/24`; the operator's decision. */
  allowNets: readonly string[]
  /** Ports besides the usual ones; the operator's decision. */
  allowPorts: readonly number[]
  /** What the operator presets for Outlook need not be allowed as well. */
  presetPorts?: Partial<Record<Protocol, number>>
  /** Without it everything is reached directly. */
  outgoingProxy?: Pick<OutgoingProxy, 'proxyFor'>
  lookup?: Lookup
  lookupMs?: number
}

/** A network that looks names up at its proxy may have no DNS at all, and nobody shall wait for that each time. */
const quickLookupMs = 1500

/** Ends of names that belong to a network of its own (RFC 6761, RFC 6762, RFC 8375, and what ICANN keeps for it). */
const insideNames = /(^|\.)(localhost|local|internal|home\.arpa|localdomain|lan)$/

export type Guard = ReturnType<typeof createGuard>

const usualPorts: Record<Protocol, readonly number[]> = {
  smtp: [25, 465, 587, 2525],
  imap: [143, 993],
  webhook: [443, 8443],
}

/** Keeps Mailroom from being used to look around in the operator's network. Throws on a network that is none. */
export function createGuard({
  allowNets,
  allowPorts,
  presetPorts = {},
  outgoingProxy,
  lookup = systemLookup,
  lookupMs = 5000,
}: Needs) {
  const { mayConnect } = addressRules(allowNets)

  function isMailPort(protocol: Protocol, port: number): boolean {
    return usualPorts[protocol].includes(port) || allowPorts.includes(port) || presetPorts[protocol] === port
  }

  /** False for an address that `check` would refuse; a name may be allowed until DNS has spoken. */
  function mayBeAllowed(host: string): boolean {
    return isIP(host) === 0 || mayConnect(host)
  }

  /**
   * Resolves the host for this one connection, and says by which way to go. Throws RemoteFailure when the port is none of the
   * protocol, when DNS fails, and when any of the addresses is closed: a mixed answer is how one slips through. What a proxy
   * looks up itself is checked as far as our own DNS knows it.
   */
  async function check(
    host: string,
    port: number,
    protocol: Protocol,
    signal?: AbortSignal,
  ): Promise<CheckedAddress> {
    if (!isMailPort(protocol, port)) throw ownFailure('port-not-allowed', { host, port })
    const addresses = await addressesOf(host, port, signal)
    if (!isOpen(host, addresses)) throw ownFailure('address-not-allowed', { host, port })
    const via = outgoingProxy?.proxyFor(host, addresses)
    const [first = host] = addresses
    const address = via?.takesNames ? host : first

    return { address, family: isIP(address) === 4 ? 4 : 6, addresses, ...(via ? { via } : {}) }
  }

  function isOpen(host: string, addresses: readonly string[]): boolean {
    return addresses.length === 0 ? isPublicName(host) : addresses.every(mayConnect)
  }

  /** Without one only for a name that a proxy looks up, where our own DNS does not know it. */
  async function addressesOf(host: string, port: number, signal?: AbortSignal): Promise<string[]> {
    const isForProxy = outgoingProxy?.proxyFor(host)?.takesNames === true
    const found = resolve(host, port, isForProxy ? Math.min(lookupMs, quickLookupMs) : lookupMs, signal)
    const known = await found.catch((error: unknown) => {
      signal?.throwIfAborted()
      if (!isForProxy) throw error

      return undefined
    })
    if (known?.length === 0) throw ownFailure('address-not-allowed', { host, port })

    return (known ?? []).map(({ address }) => address)
  }

  async function resolve(host: string, port: number, ms: number, signal: AbortSignal | undefined) {
    const dnsFailure = (code: string) => remoteFailure({ kind: 'network', stage: 'dns', code, host, port })
    const answer = lookup(host, { all: true, verbatim: true }).catch((error: unknown) => {
      throw dnsFailure(codeOf(error))
    })

    return within(answer, { ms, signal, late: () => dnsFailure('ETIMEDOUT') })
  }

  return { check, isMailPort, mayBeAllowed }
}

/** Nothing that a proxy could take for an address (WHATWG URL, 3.5: "ends in a number"), nor for a name of its own network. */
function isPublicName(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')

  return (
    /^[a-z0-9.-]+\.[a-z0-9-]*[a-z][a-z0-9-]*$/.test(name) &&
    !/\.0x[\da-f]*$/.test(name) &&
    !insideNames.test(name)
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'EDNS'
}
