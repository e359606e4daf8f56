import { RuleBroken } from '../errors.ts'
import { parseDomain } from '../mail-address.ts'
import { comparableAddress, type Mailbox } from './mailbox.ts'
import { outgoingServerTexts } from './texts.ts'

/** What the choice looks at; any row of an outgoing server has it. */
export interface FilteredServer {
  id: string
  name: string
  fromFilter: string
  /** The smallest comes first, then the oldest. */
  priority: number
  createdAt: Date
  archivedAt: Date | null
}

/**
 * Which rule decided: `F` the server was forced · `1a` its filter names the From, `1b` the From's domain · `2a` the
 * notification address, `2b` that one's domain · `3` its filter is empty · `4` nothing fits, the first server was taken.
 */
export type Step = 'F' | '1a' | '1b' | '2a' | '2b' | '3' | '4'

export interface Asked {
  /** Without one the notification address is the From. */
  from?: Mailbox | undefined
  notificationAddress?: string | undefined
  forcedServerId?: string | undefined
}

export interface Chosen<Server> {
  step: Step
  server: Server
  /** The From asked for. */
  given: Mailbox
  /** The From the server sends under: the one given, or the notification address. */
  fromUsed: Mailbox
  /** The entry of the From filter that decided. */
  entry?: string
  /** For the log and the mail: the server may refuse this From. */
  warning?: 'no-filter-fits'
}

/** No server at all: the mail waits. */
export interface NothingFits {
  step: '5'
  server?: undefined
  given: Mailbox
}

export type Choice<Server> = Chosen<Server> | NothingFits

export type Reason =
  | 'archived'
  | 'another-forced'
  | 'comes-later'
  | 'only-domain'
  | 'only-default-from'
  | 'only-every-sender'
  | 'does-not-fit'

export interface PassedOver<Server> {
  server: Server
  reason: Reason
}

/** The entries of a From filter as they are compared. */
export function filterEntries(fromFilter: string): string[] {
  return fromFilter
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => (entry.includes('@') ? comparableAddress(entry) : comparableDomain(entry)))
}

/** Sorts the servers once; after that a choice costs the same whether there are ten or ten thousand. */
export function createServerChoice<Server extends FilteredServer>(servers: readonly Server[]) {
  const active = servers.filter(({ archivedAt }) => archivedAt === null).sort(inOrder)
  const byId = new Map(servers.map((server) => [server.id, server]))
  const firstWith = new Map<string, Server>()
  let withoutFilter: Server | undefined
  for (const server of active) {
    const entries = filterEntries(server.fromFilter)
    if (entries.length === 0) withoutFilter ??= server
    for (const entry of entries) if (!firstWith.has(entry)) firstWith.set(entry, server)
  }

  /** Throws RuleBroken when there is no From at all, or the forced server is archived or gone. */
  function choose({ from, notificationAddress, forcedServerId }: Asked): Choice<Server> {
    const notification = notificationAddress ? { address: notificationAddress } : undefined
    const given = from ?? notification
    if (!given) throw new RuleBroken(outgoingServerTexts.fromMissing, { field: 'from' })
    if (forcedServerId !== undefined)
      return { step: 'F', server: forced(forcedServerId), given, fromUsed: given }

    return (
      named(given, given, '1a', '1b') ??
      (notification && named(notification, given, '2a', '2b')) ??
      unnamed(given, notification ?? given)
    )
  }

  function named(
    fromUsed: Mailbox,
    given: Mailbox,
    byAddress: Step,
    byDomain: Step,
  ): Chosen<Server> | undefined {
    const [address, domain] = keysOf(fromUsed.address)

    return hit(address, byAddress) ?? hit(domain, byDomain)

    function hit(entry: string | undefined, step: Step): Chosen<Server> | undefined {
      const server = entry === undefined ? undefined : firstWith.get(entry)

      return server && entry !== undefined ? { step, server, given, fromUsed, entry } : undefined
    }
  }

  function unnamed(given: Mailbox, fromUsed: Mailbox): Choice<Server> {
    if (withoutFilter) return { step: '3', server: withoutFilter, given, fromUsed }
    const [first] = active
    if (first) return { step: '4', server: first, given, fromUsed, warning: 'no-filter-fits' }

    return { step: '5', given }
  }

  function forced(id: string): Server {
    const server = byId.get(id)
    if (!server) throw new RuleBroken(outgoingServerTexts.forcedGone)
    if (server.archivedAt) throw new RuleBroken(outgoingServerTexts.forcedArchived(server.name))

    return server
  }

  return { choose }
}

/** One choice with the other servers and why they were not taken. Throws as createServerChoice's `choose`. */
export function chooseServer<Server extends FilteredServer>({
  servers,
  ...asked
}: Asked & { servers: readonly Server[] }): Choice<Server> & { passedOver: PassedOver<Server>[] } {
  const choice = createServerChoice(servers).choose(asked)
  const passedOver = [...servers]
    .sort(inOrder)
    .filter((server) => server !== choice.server)
    .map((server) => ({ server, reason: reasonFor(server, choice, asked.notificationAddress) }))

  return { ...choice, passedOver }
}

function reasonFor(server: FilteredServer, { step, given }: Choice<unknown>, notification = ''): Reason {
  if (server.archivedAt) return 'archived'
  if (step === 'F') return 'another-forced'
  const best = bestStep(filterEntries(server.fromFilter), given.address, notification)
  if (best === '4') return 'does-not-fit'
  if (best === step) return 'comes-later'
  if ((step === '1a' && best === '1b') || (step === '2a' && best === '2b')) return 'only-domain'

  return best === '3' ? 'only-every-sender' : 'only-default-from'
}

/** The best this server could have been taken for. */
function bestStep(entries: readonly string[], given: string, notification: string): Step {
  if (entries.length === 0) return '3'
  const [address, domain] = keysOf(given)
  const [notificationAddress, notificationDomain] = keysOf(notification)
  const tries = [
    ['1a', address],
    ['1b', domain],
    ['2a', notificationAddress],
    ['2b', notificationDomain],
  ] as const

  return tries.find(([, key]) => key !== undefined && entries.includes(key))?.[0] ?? '4'
}

/** The two entries that would let an address send; none for what is no address. */
function keysOf(address: string): [address?: string, domain?: string] {
  const compared = comparableAddress(address)
  const at = compared.lastIndexOf('@')

  return at > 0 ? [compared, compared.slice(at + 1)] : []
}

function comparableDomain(entry: string): string {
  return parseDomain(entry) ?? entry.toLowerCase()
}

/** The order in which servers are tried. */
export function inOrder(a: FilteredServer, b: FilteredServer): number {
  return a.priority - b.priority || a.createdAt.getTime() - b.createdAt.getTime()
}
