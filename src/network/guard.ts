import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { addressRules } from './addresses.ts'
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
export interface CheckedAddress {
  address: string
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
  lookup?: Lookup
  lookupMs?: number
}

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
   * Resolves the host for this one connection. Throws RemoteFailure when the port is none of the protocol, when DNS fails, and
   * when any of the addresses is closed: a mixed answer is how one slips through.
   */
  async function check(
    host: string,
    port: number,
    protocol: Protocol,
    signal?: AbortSignal,
  ): Promise<CheckedAddress> {
    if (!isMailPort(protocol, port)) throw ownFailure('port-not-allowed', { host, port })
    const found = await resolve(host, port, signal)
    const [first] = found
    if (!first || !found.every(({ address }) => mayConnect(address)))
      throw ownFailure('address-not-allowed', { host, port })

    return {
      address: first.address,
      family: isIP(first.address) === 4 ? 4 : 6,
      addresses: found.map(({ address }) => address),
    }
  }

  async function resolve(host: string, port: number, signal: AbortSignal | undefined) {
    const dnsFailure = (code: string) => remoteFailure({ kind: 'network', stage: 'dns', code, host, port })
    const answer = lookup(host, { all: true, verbatim: true }).catch((error: unknown) => {
      throw dnsFailure(codeOf(error))
    })

    return within(answer, { ms: lookupMs, signal, late: () => dnsFailure('ETIMEDOUT') })
  }

  return { check, isMailPort, mayBeAllowed }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'EDNS'
}
