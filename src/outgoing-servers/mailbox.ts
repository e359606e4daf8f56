import { parseAddress } from '../mail-address.ts'

/** Whom a mail is from or to, as RFC 5322 has it: an address, and perhaps the name it is shown with. */
export interface Mailbox {
  name?: string
  address: string
}

const longestValue = 1000
const longestName = 64
const longestLocalPart = 64
// Control, separator and text-direction characters have no place in a header, and halves of a pair in no text.
const headerUnsafe = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
// RFC 5322, 3.2.3, without the dot: names like "Dr. Müller" are written without quotes.
const special = /[<>()[\]:;@\\,"]/
const quoted = /^"((?:[^"\\]|\\.)*)"$/u
// RFC 6531: letters, marks and digits of any script, beside what ASCII allows.
const internationalLocalPart = /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_{|}~-]+$/u

/**
 * One sender as a From header names it: `a@b.example`, `Name <a@b.example>` or `"Name" <a@b.example>`; undefined when
 * it is anything else. Lists, groups, comments and line breaks are refused, and an address inside a name stays a name.
 */
export function parseMailbox(value: string): Mailbox | undefined {
  if (value.length > longestValue || headerUnsafe.test(value)) return undefined
  const trimmed = value.trim()
  if (!trimmed.endsWith('>')) return toMailbox({ address: trimmed })
  const open = trimmed.lastIndexOf('<')
  const name = parseName(trimmed.slice(0, Math.max(open, 0)).trim())

  return name === undefined ? undefined : toMailbox({ name, address: trimmed.slice(open + 1, -1) })
}

/** The same check for a name and an address that come apart. An empty name is none. */
export function toMailbox({ name = '', address }: Mailbox): Mailbox | undefined {
  const checked = readAddress(address)
  const shown = name.trim()
  if (!checked || !isName(shown)) return undefined

  return shown === '' ? { address: checked } : { name: shown, address: checked }
}

/** As parseMailbox reads it. */
export function showMailbox({ name, address }: Mailbox): string {
  return name ? `"${name.replace(/["\\]/g, '\\$&')}" <${address}>` : address
}

/** An address as it is compared: lower case, the domain in punycode. What is no address stays what it is. */
export function comparableAddress(address: string): string {
  return (readAddress(address) ?? address.trim()).toLowerCase()
}

function parseName(written: string): string | undefined {
  if (!special.test(written)) return written

  return quoted.exec(written)?.[1]?.replace(/\\(.)/gu, '$1')
}

function isName(name: string): boolean {
  // A name that looks encoded would say something else in the reader's mail program (RFC 2047).
  return name.length <= longestName && !headerUnsafe.test(name) && !name.includes('=?')
}

function readAddress(value: string): string | undefined {
  if (value.length > longestValue) return undefined
  const composed = value.normalize('NFC')

  return parseAddress(composed) ?? parseInternational(composed.trim())
}

/** With letters beyond ASCII before the @, everything else is judged as if they were ASCII. */
function parseInternational(value: string): string | undefined {
  const at = value.lastIndexOf('@')
  const local = value.slice(0, Math.max(at, 0))
  if (!internationalLocalPart.test(local) || Buffer.byteLength(local) > longestLocalPart) return undefined
  const likened = parseAddress(local.replace(/[^\p{ASCII}]/gu, 'x') + value.slice(at))

  return likened && local + likened.slice(likened.lastIndexOf('@'))
}
