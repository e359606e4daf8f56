import { comparableAddress } from '../outgoing-servers/mailbox.ts'
import type { InboxRoute } from '../storage/generated/client.ts'

export interface RoutingFacts {
  /** Our own mail that came back. */
  isOwn: boolean
  report: { isStandard: boolean; aboutMailId: string | undefined } | undefined
  /** The mail of ours that it answers. */
  answersMailId: string | undefined
  /** Whom it was delivered to, the surest first. */
  recipients: readonly string[]
  aliasDomain: string | null
  catchAllDomain: string | null
  /** Of the server that it was read from. */
  defaultRoute: string | null
}

export interface Routed {
  route: InboxRoute
  routeName: string | null
  outboxMailId: string | null
}

/** Of the alias domain: the address that answers go to, and no alias of anything. */
const catchAll = 'catchall'

/** Where a mail belongs; the first that fits: loop, delivery report, reply, alias, catch-all domain, default route. */
export function routeOf(facts: RoutingFacts): Routed {
  const { report, answersMailId } = facts
  if (facts.isOwn) return { route: 'loop', routeName: null, outboxMailId: null }
  if (report && (report.isStandard || report.aboutMailId))
    return { route: 'bounce', routeName: null, outboxMailId: report.aboutMailId ?? null }
  if (answersMailId) return { route: 'reply', routeName: null, outboxMailId: answersMailId }

  return { ...byRecipient(facts), outboxMailId: null }
}

function byRecipient({ recipients, aliasDomain, catchAllDomain, defaultRoute }: RoutingFacts) {
  const alias = localPartAt(aliasDomain, recipients, (name) => name !== catchAll)
  if (alias !== undefined) return { route: 'alias', routeName: alias } as const
  const caught = localPartAt(catchAllDomain, recipients) ?? localPartAt(aliasDomain, recipients)
  if (caught !== undefined) return { route: 'catch_all', routeName: caught } as const

  return { route: 'default_route', routeName: defaultRoute } as const
}

function localPartAt(
  domain: string | null,
  recipients: readonly string[],
  fits: (name: string) => boolean = () => true,
): string | undefined {
  if (!domain) return undefined
  for (const recipient of recipients) {
    const address = comparableAddress(recipient)
    const at = address.lastIndexOf('@')
    const name = address.slice(0, Math.max(at, 0))
    if (name && address.slice(at + 1) === domain && fits(name)) return name
  }

  return undefined
}
