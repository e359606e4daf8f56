import { BlockList, isIP } from 'node:net'

/**
 * Everything that is not a mail server on the public internet (IANA special-purpose registries). `::/96` holds the
 * unspecified and the loopback address and every IPv4-compatible one, which the usual lists forget.
 */
const closedNets = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
] as const

/** Where clouds hand out the machine's own credentials. Never allowed, whatever the operator lists. */
const metadataNets = ['169.254.169.254/32', 'fd00:ec2::254/128'] as const

interface Net {
  address: string
  prefix: number
  family: 'ipv4' | 'ipv6'
}

export interface AddressRules {
  /** True for addresses of the public internet and of the allowed networks. */
  mayConnect(address: string): boolean
}

/** `allowNets` are networks as `10.1.2.0/24` or single addresses. Throws a plain Error naming one that is neither. */
export function addressRules(allowNets: readonly string[]): AddressRules {
  const closed = blockList(closedNets)
  const metadata = blockList(metadataNets)
  const allowed = blockList(allowNets)

  return {
    mayConnect(address) {
      const forms = formsOf(address)
      if (forms.length === 0 || forms.some((form) => holds(metadata, form))) return false

      return forms.some((form) => holds(allowed, form)) || !forms.some((form) => holds(closed, form))
    },
  }
}

/** Whether an address lies in one of these networks; the same words as `addressRules` takes. */
export function netMatcher(nets: readonly string[]): (address: string) => boolean {
  const list = blockList(nets)

  return (address) => formsOf(address).some((form) => holds(list, form))
}

export function isNet(word: string): boolean {
  return parseNet(word) !== undefined
}

function blockList(nets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const net of nets) {
    const parsed = parseNet(net)
    if (!parsed) throw new Error(`"${net}" is not a network like 10.1.2.0/24`)
    const { address, prefix, family } = parsed
    list.addSubnet(address, prefix, family)
  }

  return list
}

function parseNet(net: string): Net | undefined {
  const [address = '', digits, ...more] = net.split('/')
  const version = isIP(address)
  const longest = version === 4 ? 32 : 128
  const prefix = digits === undefined ? longest : Number(digits)
  const isNumber = digits === undefined || /^\d{1,3}$/.test(digits)
  if (version === 0 || !isNumber || prefix > longest || more.length > 0) return undefined

  return { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' }
}

/** The address without its zone, and the IPv4 address when one is wrapped in `::ffff:`. Empty when it is none. */
function formsOf(address: string): string[] {
  const [bare = ''] = address.split('%')
  if (isIP(bare) === 0) return []
  const mapped = mappedIpv4(bare)

  return mapped === undefined ? [bare] : [mapped]
}

function mappedIpv4(address: string): string | undefined {
  if (isIP(address) !== 6) return undefined
  const [, rest] = /^::ffff:(.+)$/.exec(canonical(address)) ?? []
  if (rest === undefined) return undefined
  const [high = 0, low = 0] = rest.split(':').map((group) => Number.parseInt(group, 16))

  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** An IPv4 or IPv6 address as its 4 or 16 bytes. */
export function addressBytes(address: string): number[] {
  if (isIP(address) === 4) return address.split('.').map(Number)
  const [head = '', tail] = canonical(address).split('::')
  const groups = (words = ''): number[] =>
    words === '' ? [] : words.split(':').map((group) => Number.parseInt(group, 16))
  const [before, after] = [groups(head), groups(tail)]
  const zeros = Array<number>(8 - before.length - after.length).fill(0)

  return [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 255])
}

/** URLs hold IPv6 addresses in one spelling, without dots (WHATWG URL, 3.5). */
function canonical(ipv6: string): string {
  return new URL(`http://[${ipv6}]/`).hostname.slice(1, -1)
}

function holds(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
}
