import { isIP } from 'node:net'
import { isNet, netMatcher } from './addresses.ts'

/** The operator's proxy for outgoing connections. */
export interface ForwardProxy {
  kind: 'http' | 'https' | 'socks5'
  host: string
  port: number
  /** Empty when it wants no sign-in. */
  user: string
  password: string
  /** It is given names and looks them up itself; otherwise it is given the checked address. */
  takesNames: boolean
  /** PEM of further certificate authorities, for a proxy that is spoken to over TLS. */
  ca: string | undefined
  /** `proxy.example:3128`, for sentences; never the user or the password. */
  shown: string
}

type Address = Pick<ForwardProxy, 'kind' | 'host' | 'port' | 'user' | 'password' | 'takesNames'>

const kinds: Record<string, Pick<ForwardProxy, 'kind' | 'port' | 'takesNames'>> = {
  'http:': { kind: 'http', port: 80, takesNames: false },
  'https:': { kind: 'https', port: 443, takesNames: false },
  'socks5:': { kind: 'socks5', port: 1080, takesNames: false },
  'socks5h:': { kind: 'socks5', port: 1080, takesNames: true },
}

/** RFC 1929: one byte says how long each is. */
const longestWord = 255

/** Undefined for what is no address of a proxy, as `http://user:password@proxy.example:3128` is one. */
export function parseProxy(value: string): Address | undefined {
  if (!URL.canParse(value)) return undefined
  const url = new URL(value)
  const known = kinds[url.protocol]
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const hasMore = !/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== ''
  const words = [decoded(url.username), decoded(url.password)]
  const [user, password] = words
  if (!known || host === '' || hasMore || user === undefined || password === undefined) return undefined
  if (words.some((word = '') => Buffer.byteLength(word) > longestWord)) return undefined

  return { ...known, host, port: Number(url.port) || known.port, user, password }
}

function decoded(word: string): string | undefined {
  try {
    return decodeURIComponent(word)
  } catch {
    return undefined
  }
}

/** Whether a word can stand in the list of what the proxy is not used for. No name ends in a number: that is a mistyped net. */
export function isException(word: string): boolean {
  return word === '*' || isNet(word) || /^(\*?\.)?([a-z0-9_-]+\.)*[a-z0-9_-]*[a-z][a-z0-9_-]*$/i.test(word)
}

/** The settings with these names, which say what they mean. */
interface Choice {
  MAIL_PROXY?: string | undefined
  MAIL_NO_PROXY: readonly string[]
  MAIL_PROXY_RESOLVES: boolean
}

export type OutgoingProxy = ReturnType<typeof createOutgoingProxy>

/**
 * The one place that decides whether a target is reached through the proxy. `ca` is a PEM of further authorities. Throws on
 * what the settings refuse.
 */
export function createOutgoingProxy(
  { MAIL_PROXY, MAIL_NO_PROXY, MAIL_PROXY_RESOLVES }: Choice,
  ca: string | undefined,
) {
  const proxy = MAIL_PROXY === undefined ? undefined : proxyOf(MAIL_PROXY, MAIL_PROXY_RESOLVES, ca)
  const isExcepted = exceptionsOf(MAIL_NO_PROXY)

  return {
    /** Undefined: directly. `addresses` is what DNS says about the host, where that was asked. */
    proxyFor(host: string, addresses: readonly string[] = []): ForwardProxy | undefined {
      return isExcepted(host, addresses) ? undefined : proxy
    },
    /** `http://proxy.example:3128`, for pages and the log: without user and password. */
    shownProxy(): string | undefined {
      return proxy && `${proxy.kind}://${proxy.shown}`
    },
  }
}

function proxyOf(url: string, takesNames: boolean, ca: string | undefined): ForwardProxy {
  const address = parseProxy(url)
  if (!address) throw new Error('The address of the proxy is none.')
  const { host, port } = address

  return {
    ...address,
    takesNames: takesNames || address.takesNames,
    ca,
    shown: `${isIP(host) === 6 ? `[${host}]` : host}:${port}`,
  }
}

function exceptionsOf(words: readonly string[]) {
  const isInNets = netMatcher(words.filter(isNet))
  const names = words.filter((word) => !isNet(word)).map((word) => comparable(word.replace(/^\*?\./, '')))

  return (host: string, addresses: readonly string[]): boolean => {
    const known = isIP(host) === 0 ? addresses : [host]
    const name = comparable(host)

    return (
      names.some((each) => each === '*' || name === each || name.endsWith(`.${each}`)) ||
      (known.length > 0 && known.every(isInNets))
    )
  }
}

function comparable(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}
