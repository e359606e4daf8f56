import { parseAddress } from '../mail-address.ts'
import { type Mailbox, toMailbox } from './mailbox.ts'

/** The part of General settings that says who the system sends as. */
export interface SenderSettings {
  defaultFromName: string | null
  defaultFromAddress: string | null
  catchAllDomain: string | null
  aliasDomain: string | null
}

export interface SenderAddresses {
  /** The sender of the system's own mail, with its name. */
  defaultFrom?: Mailbox
  /** What a From is replaced with where no filter lets it send. */
  notificationAddress?: string
  /** Where delivery reports go. */
  bounceAddress?: string
}

/** The addresses the rules of the From filter need; absent where General settings do not say. */
export function senderAddresses(settings: SenderSettings, bounceLocalPart = 'bounce'): SenderAddresses {
  const domain = settings.catchAllDomain ?? settings.aliasDomain
  const notification = wholeAddress(settings.defaultFromAddress, domain)
  const bounce = wholeAddress(bounceLocalPart, domain)
  const defaultFrom = notification
    ? toMailbox({ name: settings.defaultFromName ?? '', address: notification })
    : undefined

  return {
    ...(defaultFrom ? { defaultFrom } : {}),
    ...(notification ? { notificationAddress: notification } : {}),
    ...(bounce ? { bounceAddress: bounce } : {}),
  }
}

/** A local part alone belongs to the shop's domain. */
function wholeAddress(value: string | null, domain: string | null): string | undefined {
  if (!value || value.includes('@')) return parseAddress(value ?? '')

  return domain ? parseAddress(`${value}@${domain}`) : undefined
}

/**
 * Exchange lets a mailbox send as itself and refuses a bounce address it does not own, after the whole mail was handed
 * over (554 5.2.252). So mail through an Outlook account has its From as the envelope sender.
 */
export function bounceAddressFor(
  server: { signInWith: 'outlook' | 'password' },
  bounceAddress: string | undefined,
): string | undefined {
  return server.signInWith === 'outlook' ? undefined : bounceAddress
}
