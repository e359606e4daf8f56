import { RemoteFailure, RuleBroken } from '../errors.ts'
import { diagnose } from '../failures/diagnose.ts'
import { type Sent, senderHeaders } from '../outgoing-servers/smtp.ts'
import { refusedIn } from '../outgoing-servers/smtp-evidence.ts'
import type { Database } from '../storage/database.ts'
import type { ByteSecrets } from '../storage/secrets.ts'
import type { ClaimedMail, Claims, Settlement } from './claims.ts'
import type { Connections, Opened } from './connections.ts'
import { bodyOf, createBodies, type MailBody } from './delivery-body.ts'
import type { Judge } from './judge.ts'
import { tooLargeFor } from './largest-mail.ts'
import { replyCode } from './outcome.ts'
import { type Ready, reasonOf } from './prepare.ts'
import { allRefused, concernsRecipient, failed, namesIn, taken } from './settlements.ts'

/** How far a mail came; tests stop a process here. */
export type Point = 'claimed' | 'admitted' | 'data-started' | 'data-written' | 'accepted' | 'saved'

interface Needs {
  db: Database
  secrets: ByteSecrets
  claims: Claims
  connections: Connections
  judge: Judge
  now: () => Date
  reached: (point: Point) => Promise<void> | void
}

interface Progress {
  handedOver: boolean
  /** Why the body was not read: the database, or another process has the mail. */
  ownError?: unknown
}

/**
 * What an attempt says about the server. `works`: whatever it says about this mail. `paused`: it was judged. `unclear`:
 * it broke off. `nothing`: it was not asked. `stale`: an old connection was gone, and the mail is still ours to send.
 */
export type Learnt = 'works' | 'paused' | 'unclear' | 'nothing' | 'stale'

/** Hands one mail over on an open connection, and writes what became of it. */
export function createTransmit({ claims, connections, judge, now, reached, ...stored }: Needs) {
  const bodies = createBodies(stored)
  const settle = (mail: ClaimedMail, settlement: Settlement) => claims.settle(mail, settlement)

  async function transmit(ready: Ready, opened: Opened): Promise<Learnt> {
    const { mail } = ready
    const body = await bodyFor(ready, opened.smtp.largest)
    if (!body) {
      connections.giveBack(opened)
      return 'nothing'
    }
    const progress: Progress = { handedOver: false }
    try {
      const sent = await opened.smtp.send(sendingOf(ready, body, progress))
      await reached('accepted')
      await accepted(mail, sent)
      await reached('saved')
      connections.giveBack(opened)
      return 'works'
    } catch (error) {
      const { ownError } = progress
      return ownError ? await brokeOff(mail, opened, ownError) : await refused(ready, opened, error, progress)
    }
  }

  async function accepted(mail: ClaimedMail, sent: Sent): Promise<void> {
    if (sent.refused.length > 0) return settle(mail, taken(mail, sent, now()))
    await claims.settleSent(mail, { at: now(), addresses: sent.accepted, ...namesIn(sent.response) })
  }

  function sendingOf({ mail, rewritten }: Ready, body: MailBody, progress: Progress) {
    const events = {
      before: () => handOver(mail, progress),
      after: async () => reached('data-written'),
      broken(error: unknown) {
        progress.ownError = error
      },
    }

    return {
      from: rewritten.envelopeFrom,
      to: rewritten.envelopeTo,
      size: body.size,
      body: bodyOf(body, events),
    }
  }

  /** Noted before the first byte leaves. */
  async function handOver(mail: ClaimedMail, progress: Progress): Promise<void> {
    await claims.write(mail, { stage: 'data_started', lookups: 0 }).catch((error: unknown) => {
      progress.ownError = error
      throw error
    })
    progress.handedOver = true
    await reached('data-started')
  }

  /** Undefined for a mail that failed here already. */
  async function bodyFor({ mail, rewritten }: Ready, largest?: number): Promise<MailBody | undefined> {
    try {
      const head = Buffer.from(senderHeaders(rewritten.from, rewritten.replyTo))
      const body = await bodies.open(mail.id, head)
      const tooLarge = tooLargeFor(largest, body.size)
      if (!tooLarge) return body
      await settle(mail, failed(tooLarge))
    } catch (error) {
      await unreadable(mail, error)
    }

    return undefined
  }

  /** A mail that cannot be made fails, and only that one. */
  async function unreadable(mail: ClaimedMail, error: unknown): Promise<void> {
    if (!(error instanceof RuleBroken)) throw error
    await settle(mail, failed(reasonOf(error)))
  }

  /** In our own hands, in the middle of the mail: the server has no end of it. */
  async function brokeOff(mail: ClaimedMail, opened: Opened, error: unknown): Promise<Learnt> {
    await connections.close(opened)
    await unreadable(mail, error)

    return 'nothing'
  }

  async function refused(ready: Ready, opened: Opened, error: unknown, progress: Progress): Promise<Learnt> {
    if (!(error instanceof RemoteFailure)) throw error
    const recipients = refusedIn(error)
    const ofUs = recipients.find((one) => !concernsRecipient(one))
    if (recipients.length > 0 && !ofUs) {
      await settle(ready.mail, allRefused(ready.mail, recipients))
      await useAgain(opened)
      return 'works'
    }
    await connections.close(opened)
    if (opened.reused && !progress.handedOver && isBreak(error)) return 'stale'

    // Many servers say only at RCPT what they have against the sender.
    return learntFrom(await judge(ready, ofUs ? diagnose(ofUs.evidence) : error.failure, progress))
  }

  async function useAgain(opened: Opened): Promise<void> {
    await opened.smtp.reset().then(
      () => connections.giveBack(opened),
      () => connections.close(opened),
    )
  }

  return transmit
}

function learntFrom(decision: Awaited<ReturnType<Judge>>): Learnt {
  switch (decision) {
    case 'pause':
      return 'paused'
    case 'unknown':
      return 'unclear'
    case 'retry':
    case 'failed':
      return 'works'
  }
}

/** The connection is gone, or the server just says goodbye. */
function isBreak({ failure }: RemoteFailure): boolean {
  return [undefined, 421].includes(replyCode(failure))
}
