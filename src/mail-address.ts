import { domainToASCII } from 'node:url'

// One regular expression each, without nested quantifiers: hostile input of any length stays linear.
const localPart = /^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}$/
const domainLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** The longest address SMTP allows (RFC 5321, 4.5.3.1.3). */
export const longestAddress = 254

/**
 * A domain in lower-case ASCII (punycode), or undefined when it is none. Needs a dot: `localhost` is no mail domain.
 */
export function parseDomain(value: string): string | undefined {
  const ascii = domainToASCII(value.trim().toLowerCase())
  const labels = ascii.split('.')
  const valid = ascii.length <= 253 && labels.length > 1 && labels.every((label) => domainLabel.test(label))

  return valid ? ascii : undefined
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
  if (at < 1 || !domain || !localPart.test(local)) return undefined
  const address = `${local}@${domain}`

  return address.length <= longestAddress ? address : undefined
}
