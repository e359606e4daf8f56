import type { Text } from '../language/text.ts'
import { mailboxOf, type SendingServer } from './filter-warnings.ts'
import { covers, storedEntries } from './from-filter.ts'
import { type SenderSettings, senderAddresses } from './sender-addresses.ts'
import { senderTexts } from './sender-texts.ts'
import { inOrder } from './server-choice.ts'

/** What one click puts right. */
export const corrections = ['from-filter', 'default-from', 'catch-all-domain'] as const
export type Correction = (typeof corrections)[number]

export interface GapServer extends SendingServer {
  version: number
}

export interface GapSettings extends SenderSettings {
  customEmailServers: boolean
  version: number
}

/** Something that is missing for a mailbox to send the shop's own mail. */
export interface SenderGap {
  text: Text
  /** Only servers with a known mailbox can be put right by a click. */
  fix?: { correction: Correction; serverId: string; label: Text; version: number }
}

/**
 * What is missing on the page of one server. Where it is the only one, it sends all system mail: then the default From is
 * its mailbox, and replies come back to its domain.
 */
export function gapsOf(server: GapServer, all: readonly GapServer[], settings: GapSettings): SenderGap[] {
  const active = inUse(all)
  const mailbox = mailboxOf(server)
  if (server.archivedAt !== null) return []
  if (!mailbox) return defaultFromGaps(undefined, server, active, settings)
  const alone = active.length === 1 ? catchAllGaps(mailbox, server, settings) : []

  return [...filterGaps(mailbox, server), ...defaultFromGaps(mailbox, server, active, settings), ...alone]
}

/** The same for the shop: the first Outlook server stands for all where one is enough. */
export function gapsOfShop(all: readonly GapServer[], settings: GapSettings): SenderGap[] {
  const active = inUse(all)
  const first = active.find(mailboxOf) ?? active[0]
  if (!first) return []
  const others = active.filter(({ id }) => id !== first.id)

  return [
    ...gapsOf(first, active, settings),
    ...others.flatMap((server) => filterGaps(mailboxOf(server), server)),
  ]
}

/** True when the shop's own mail has a sender, and a server that lets it send. */
export function hasSender(all: readonly GapServer[], settings: SenderSettings): boolean {
  const from = senderAddresses(settings).notificationAddress

  return from !== undefined && inUse(all).some((server) => lets(server, from))
}

function inUse(servers: readonly GapServer[]): GapServer[] {
  return servers.filter(({ archivedAt }) => archivedAt === null).sort(inOrder)
}

function filterGaps(mailbox: string | undefined, server: GapServer): SenderGap[] {
  if (!mailbox || lets(server, mailbox)) return []
  const { id: serverId, version, name } = server
  const t = senderTexts

  return [
    {
      text: t.filterLeavesOutMailbox(name, mailbox),
      fix: { correction: 'from-filter', serverId, label: t.takeIntoFilter(mailbox), version },
    },
  ]
}

function defaultFromGaps(
  mailbox: string | undefined,
  server: GapServer,
  active: readonly GapServer[],
  settings: GapSettings,
): SenderGap[] {
  const t = senderTexts
  const from = senderAddresses(settings).notificationAddress
  const text =
    from === undefined ? t.defaultFromNone : defaultFromGap(from, mailbox, server, active, settings)
  if (!text) return []
  if (!mailbox) return [{ text }]
  const { version } = settings

  return [
    {
      text,
      fix: { correction: 'default-from', serverId: server.id, label: t.useAsDefaultFrom(mailbox), version },
    },
  ]
}

function defaultFromGap(
  from: string,
  mailbox: string | undefined,
  server: GapServer,
  active: readonly GapServer[],
  { customEmailServers }: GapSettings,
): Text | undefined {
  if (!active.some((other) => lets(other, from)))
    return customEmailServers ? senderTexts.defaultFromOpen(from) : undefined
  // Who names an address in the filter has thought of it.
  const named = storedEntries(server.fromFilter).includes(from.toLowerCase())
  const other = active.length === 1 && mailbox !== undefined && mailbox !== from.toLowerCase() && !named

  return other ? senderTexts.defaultFromOther(from, mailbox) : undefined
}

function catchAllGaps(mailbox: string, { id: serverId }: GapServer, settings: GapSettings): SenderGap[] {
  const { catchAllDomain, version } = settings
  const domain = domainOf(mailbox)
  if (!catchAllDomain || catchAllDomain === domain) return []
  const t = senderTexts

  return [
    {
      text: t.catchAllOther(catchAllDomain, mailbox),
      fix: { correction: 'catch-all-domain', serverId, label: t.useAsCatchAll(domain), version },
    },
  ]
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

function lets({ fromFilter }: GapServer, address: string): boolean {
  return covers(storedEntries(fromFilter), address)
}
