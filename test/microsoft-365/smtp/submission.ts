import { randomUUID } from 'node:crypto'
import type { Account } from '../directory.ts'
import { createBreaks } from './breaks.ts'
import { fromHeader, withMessageId } from './mail-head.ts'
import { type Session, trail } from './session.ts'

/** [Exchange Online limits] One mailbox sends over three connections at a time. */
const parallelSubmissions = 3
/** What EHLO announces (SIZE). */
const largestBytes = 157_286_400
const dayMs = 24 * 60 * 60 * 1000

/** A mail that was accepted. */
export interface ReceivedMail {
  at: Date
  /** Whose credentials sent it. */
  user: string
  from: string
  to: string[]
  /** The one Exchange gave it. */
  messageId: string
  source: Buffer
}

export type Submissions = ReturnType<typeof createSubmissions>

/** What happens to a mail between DATA and the final reply. */
export function createSubmissions() {
  const received: ReceivedMail[] = []
  const underway = new Map<string, number>()
  const breaks = createBreaks()
  const largest = { bytes: largestBytes }
  const sessions = { open: 0, most: 0 }

  /** The final reply when this mailbox already sends as much at once as it may. */
  function tooMany({ world, host }: Session, account: Account): string | undefined {
    const isFull = (underway.get(account.address) ?? 0) >= parallelSubmissions
    if (!isFull && !world.faults.isOn('smtp-throttled')) return undefined

    return `432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information. [Hostname=${host}]`
  }

  /** The final reply. */
  function accept(session: Session, account: Account, source: Buffer): string {
    const problem = refusalOf(session, account, source)
    if (problem) return problem
    const { world, from = '', recipients, host } = session
    const messageId = `<${randomUUID().replaceAll('-', '').slice(0, 20).toUpperCase()}@${host}>`
    const stored = withMessageId(source, messageId)
    const user = account.address
    received.push({ at: world.now(), user, from, to: [...recipients], messageId, source: stored })
    keepCopy(session, account, stored)
    for (const recipient of recipients) {
      const local = world.directory.accounts.find(recipient)
      if (local) world.mailboxes.deliver(local, stored)
    }

    return `250 2.0.0 OK ${messageId} [Hostname=${host}]`
  }

  /** As Exchange does, and no hoster without OAuth. */
  function keepCopy({ world, manner }: Session, account: Account, stored: Buffer): void {
    if (manner === 'passwords' || world.faults.isOn('no-sent-copy')) return
    world.mailboxes.add(world.mailboxes.sentItems(account), stored, ['\\Seen'])
  }

  function refusalOf(session: Session, account: Account, source: Buffer): string | undefined {
    const { policy } = session.world.directory
    const end = trail(session)
    if (account.blocked) return '550 5.1.8 Access denied, bad outbound sender'
    if (!maySendAs(session, account, source)) return sendAsDenied(session, account, source)
    if (source.length > policy.largestMailBytes)
      return `554 5.2.3 MapiExceptionMaxSubmissionExceeded; Message size exceeds maximum size limit.; STOREDRV.Submission.Exception:MessageSubmissionExceededException ${end}`
    if (account.full)
      return `554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException.MapiException(Shutoff)QuotaExceeded ${end}`
    if (recipientsToday(session, account) > policy.recipientsPerDay)
      return `554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException ${end}`

    return undefined
  }

  function recipientsToday({ world, recipients }: Session, account: Account): number {
    const since = new Date(world.now().getTime() - dayMs)
    const sent = received.filter(({ user, at }) => user === account.address && at > since)

    return sent.reduce((sum, { to }) => sum + to.length, recipients.length)
  }

  return {
    received,
    breaks,
    largest,
    sessions,
    tooMany,
    accept,
    begin: (account: Account): void => count(account, 1),
    end: (account: Account): void => count(account, -1),
    reset(): void {
      received.length = 0
      breaks.reset()
      largest.bytes = largestBytes
      sessions.most = sessions.open
    },
  }

  function count({ address }: Account, change: number): void {
    underway.set(address, (underway.get(address) ?? 0) + change)
  }
}

/** Both the envelope and the From header have to be allowed. */
function maySendAs({ from = '', manner, world }: Session, account: Account, source: Buffer): boolean {
  if (world.faults.isOn('sendas-denied-after-data')) return false
  const isAllowed = (address: string): boolean =>
    address === account.address || account.aliases.has(address) || account.sendAs.has(address)

  return isAllowed(from.toLowerCase()) && (manner === 'passwords' || isAllowed(fromHeader(source)))
}

function sendAsDenied(session: Session, account: Account, source: Buffer): string {
  if (session.manner === 'passwords') return '553 5.7.1 Sender address rejected: not owned by user'

  return `554 5.2.252 SendAsDenied; ${account.address} not allowed to send as ${fromHeader(source)}; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception with message Cannot submit message. ${trail(session)}`
}
