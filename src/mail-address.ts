import { domainToASCII } from 'node:url'

// One regular expression each, without nested quantifiers: hostile input of any length stays linear.
const localPart = /^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}$/
// Dots stand between other characters (RFC 5321, 4.1.2: Dot-string).
const dotAtEdge = /^\.|\.\.|\.$/
const domainLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

// domainToASCII reads a URL's host: it would cut off a path, decode `%41`, and drop tabs.
const noPartOfDomain = /[\s\p{Cc}%/\\?#@:[\]]/u

/** The longest address SMTP allows (RFC 5321, 4.5.3.1.3). */
export const longestAddress = 254
const longestDomain = 253

/** A host name in lower-case ASCII (punycode), or undefined when it is none. `127.1` comes back as `127.0.0.1`. */
export function parseHostName(value: string): string | undefined {
  const trimmed = value.trim()
  // The time punycode takes grows with the square of the length.
  if (trimmed.length > longestDomain || noPartOfDomain.test(trimmed)) return undefined
  const ascii = domainToASCII(trimmed.toLowerCase())
  const valid = ascii.length <= longestDomain && ascii.split('.').every((label) => domainLabel.test(label))

  return valid ? ascii : undefined
}

/**
 * A domain in lower-case ASCII (punycode), or undefined when it is none. Needs a dot: `localhost` is no mail domain,
 * and neither is an IP address.
 */
export function parseDomain(value: string): string | undefined {
  const name = parseHostName(value)

  return name?.includes('.') && !/\.\d+$/.test(name) ? name : undefined
}

/** As parseDomain, forgiving what people paste: `@mein-shop.de`, `https://mein-shop.de/`. */
export function parsePastedDomain(value: string): string | undefined {
  return parseDomain(
    value
      .trim()
      .replace(/^https?:\/\//i, '')
      .replace(/^@/, '')
      .replace(/\/$/, ''),
  )
}

/**
 * One bare address: the local part as typed, the domain in lower-case ASCII; undefined when it is none. Names, lists
 * and line breaks are refused, so that nothing can be smuggled into an envelope.
 */
export function parseAddress(value: string): string | undefined {
  const trimmed = value.trim()
  const at = trimmed.lastIndexOf('@')
  const local = trimmed.slice(0, at)
  const domain = parseDomain(trimmed.slice(at + 1))
  if (at < 1 || !domain || !localPart.test(local) || dotAtEdge.test(local)) return undefined
  const address = `${local}@${domain}`

  return address.length <= longestAddress ? address : undefined
}
