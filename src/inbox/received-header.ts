import { cleanLine } from './clean-text.ts'
import type { HeaderFields } from './header-fields.ts'
import type { ParsedReceived, ReceivedAddress } from './received.ts'

const longestSubject = 1000
const longestName = 300
const longestAddress = 320
const mostAddresses = 2000

type Headers = ReadonlyMap<string, unknown>
/** As the parser answers an address; a group has no address of its own. */
interface Parsed {
  name: string
  address?: string
  group?: Parsed[]
}

type Addresses = Pick<ParsedReceived, 'from' | 'to' | 'cc' | 'replyTo'>

export function addressesIn(headers: Headers): Addresses {
  return {
    from: addresses(headers.get('from'))[0],
    to: addresses(headers.get('to')),
    cc: addresses(headers.get('cc')),
    replyTo: addresses(headers.get('reply-to')),
  }
}

export function subjectIn(headers: Headers): string | undefined {
  const subject = headers.get('subject')

  return typeof subject === 'string' ? cleanLine(subject, longestSubject) || undefined : undefined
}

/** What a mail server noted when it delivered the mail, also by way of an alias. */
export function deliveredToIn(fields: HeaderFields): string[] {
  const noted = ['delivered-to', 'x-original-to'].flatMap((name) => fields.get(name) ?? [])

  return noted
    .slice(0, 100)
    .flatMap((value) => /[^\s<>,;"]{1,64}@[^\s<>,;"]{1,255}/.exec(value)?.[0] ?? [])
    .map((address) => cleanLine(address, longestAddress))
}

/** The parser would take the present time for a date it cannot read. */
export function dateIn(fields: HeaderFields): Date | undefined {
  const written = fields.get('date')?.[0]
  const date = new Date(written?.slice(0, 100).replace(/\([^)]*\)/g, '') ?? '')
  const year = date.getUTCFullYear()

  return year >= 1970 && year < 2200 ? date : undefined
}

function addresses(value: unknown): ReceivedAddress[] {
  const all = [value].flat().filter(isAddresses)

  return all.flatMap((one) => flat(one.value)).slice(0, mostAddresses)
}

function isAddresses(value: unknown): value is { value: Parsed[] } {
  return typeof value === 'object' && value !== null && 'value' in value && Array.isArray(value.value)
}

/** Members of a group stand for the group. */
function flat(list: readonly Parsed[]): ReceivedAddress[] {
  return list.slice(0, mostAddresses).flatMap(({ name, address, group }) => {
    if (group) return flat(group)
    const cleaned = cleanLine(address ?? '', longestAddress)
    const shown = cleanLine(name ?? '', longestName)

    return cleaned || shown ? [{ name: shown || undefined, address: cleaned }] : []
  })
}
