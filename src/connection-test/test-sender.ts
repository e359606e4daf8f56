import { parseAddress } from '../mail-address.ts'
import { covers } from '../outgoing-servers/from-filter.ts'

interface Known {
  /** The From filter of the server. */
  entries: readonly string[]
  defaultFrom: string | null
  username: string | null
  /** Of the acting admin. */
  adminEmail: string | undefined
}

/** The name RFC 5321 (4.5.1) wants in every domain. */
const lastResort = 'postmaster'

/** Who a connection test says it sends as; undefined when nothing says so. */
export function testSender({ entries, defaultFrom, username, adminEmail }: Known): string | undefined {
  const address = entries.find((entry) => entry.includes('@'))
  if (address) return address
  if (defaultFrom && covers(entries, defaultFrom)) return parseAddress(defaultFrom)
  const [domain] = entries
  if (domain) return `${localPart(defaultFrom) ?? lastResort}@${domain}`

  return parseAddress(username ?? '') ?? parseAddress(adminEmail ?? '')
}

function localPart(address: string | null): string | undefined {
  const parsed = parseAddress(address ?? '')

  return parsed?.slice(0, parsed.lastIndexOf('@'))
}
