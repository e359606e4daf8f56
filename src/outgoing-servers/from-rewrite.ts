import { domainToASCII } from 'node:url'
import { RuleBroken } from '../errors.ts'
import { covers } from './from-filter.ts'
import { comparableAddress, type Mailbox } from './mailbox.ts'
import { type Chosen, filterEntries } from './server-choice.ts'
import { outgoingServerTexts } from './texts.ts'

// What could end an address in an SMTP command or a header, or begin another one.
const addressUnsafe = /[\s\p{Cc}\p{Cf}\p{Cs}<>()[\]:;@\\,"]/u

interface Sending {
  choice: Pick<Chosen<{ fromFilter: string }>, 'server' | 'given' | 'fromUsed'>
  /** The Reply-To the caller set. */
  replyTo?: Mailbox | undefined
  recipients?: readonly string[]
  bounceAddress?: string | undefined
  /** True when the server announces SMTPUTF8 (RFC 6531). */
  offersSmtpUtf8?: boolean
}

export interface Rewritten {
  from: Mailbox
  replyTo?: Mailbox
  envelopeFrom: string
  /** Each recipient once. */
  envelopeTo: string[]
}

/**
 * Header and envelope of a mail for the chosen server: under another From the name stays and replies still reach the
 * one given. Throws RuleBroken for an address that needs SMTPUTF8 where it is not offered, or that is none.
 */
export function rewriteFrom({
  choice,
  replyTo,
  recipients = [],
  bounceAddress,
  offersSmtpUtf8 = false,
}: Sending): Rewritten {
  const { server, given, fromUsed } = choice
  const rewritten = comparableAddress(given.address) !== comparableAddress(fromUsed.address)
  const answersTo = replyTo ?? (rewritten ? given : undefined)
  const entries = filterEntries(server.fromFilter)
  const bounceFits = bounceAddress && covers(entries, comparableAddress(bounceAddress))
  const transport = (address: string) => transportable(address, offersSmtpUtf8)
  const from = rewritten ? { name: nameOf(given), address: fromUsed.address } : given

  return {
    from: { ...from, address: transport(from.address) },
    ...(answersTo ? { replyTo: { ...answersTo, address: transport(answersTo.address) } } : {}),
    envelopeFrom: transport(bounceFits ? bounceAddress : fromUsed.address),
    envelopeTo: once(recipients).map(transport),
  }
}

/** The address with its domain in ASCII; a domain that is ASCII already keeps its capitals. */
function transportable(address: string, offersSmtpUtf8: boolean): string {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, Math.max(at, 0))
  const domain = asciiDomain(address.slice(at + 1))
  if (!local || !domain || addressUnsafe.test(local))
    throw new RuleBroken(outgoingServerTexts.addressWrong(address))
  if (!isAscii(local) && !offersSmtpUtf8) throw new RuleBroken(outgoingServerTexts.needsSmtpUtf8(address))

  return `${local}@${domain}`
}

function asciiDomain(domain: string): string {
  if (addressUnsafe.test(domain)) return ''

  return isAscii(domain) ? domain : domainToASCII(domain)
}

function isAscii(value: string): boolean {
  return /^\p{ASCII}*$/u.test(value)
}

function nameOf({ name, address }: Mailbox): string {
  return name || address.slice(0, address.lastIndexOf('@'))
}

/** Without repeats: two spellings of one address are one recipient; the first stays. */
function once(recipients: readonly string[]): string[] {
  const byAddress = new Map<string, string>()
  for (const recipient of recipients) {
    const compared = comparableAddress(recipient)
    if (!byAddress.has(compared)) byAddress.set(compared, recipient)
  }

  return [...byAddress.values()]
}
