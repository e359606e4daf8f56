import { storedEntries } from '../outgoing-servers/from-filter.ts'
import type { Database } from '../storage/database.ts'

const mostDomains = 5

/** The domains the shop sends from by Outlook servers; the most important first, five at most. */
export async function sendingDomains(db: Database): Promise<string[]> {
  const [settings, servers] = await Promise.all([
    db.generalSettings.findFirst({ select: { defaultFromAddress: true, aliasDomain: true } }),
    db.outgoingServer.findMany({
      where: { archivedAt: null, signInWith: 'outlook' },
      orderBy: [{ priority: 'asc' }, { createdAt: 'asc' }],
      select: { fromFilter: true },
    }),
  ])
  const from = settings?.defaultFromAddress ?? ''
  // A local part alone belongs to the alias domain, which follows.
  const ownDomain = from.includes('@') ? [domainOf(from)] : []
  const filters = servers.flatMap(({ fromFilter }) => storedEntries(fromFilter)).map(domainOf)
  const all = [...ownDomain, settings?.aliasDomain ?? '', ...filters].map((domain) => domain.toLowerCase())

  return [...new Set(all)].filter(Boolean).slice(0, mostDomains)
}

function domainOf(entry: string): string {
  return entry.slice(entry.lastIndexOf('@') + 1)
}
