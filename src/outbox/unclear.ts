import { diagnose } from '../failures/diagnose.ts'
import type { Failure } from '../failures/failure.ts'
import { Prisma } from '../storage/generated/client.ts'
import type { ClaimedMail, Settlement } from './claims.ts'
import type { Look, SentItems } from './sent-items.ts'
import { again, unclear } from './settlements.ts'

/** From the hand-over, and then from each look, to the next: about 1, 5 and 15 minutes after it. */
const waits = [60, 4 * 60, 10 * 60] as const

interface Needs {
  sentItems: SentItems
  now: () => Date
}

/** Mails that were handed over and nothing answered: they are looked for before anything else is done with them. */
export function createUnclear({ sentItems, now }: Needs) {
  /** Right after the connection broke. */
  async function broken(mail: ClaimedMail, serverId: string): Promise<Settlement> {
    if (await sentItems.mayLook(serverId)) return laterLook(0, 'handed-over')

    return mail.class === 'once' ? unclear(unclearNow(false)) : again(mail, unclearNow(false))
  }

  /**
   * Looks for a mail that was handed over, when its time has come or a crash left it behind. Undefined: nothing stands
   * in the way of sending it.
   */
  async function resolve(mail: ClaimedMail): Promise<Settlement | undefined> {
    if (mail.stage !== 'data_started') return undefined
    const look = await sentItems.lookFor(mail, mail.serverId)
    if (look.kind === 'found') return found(mail, look.mail.messageId ?? null)
    // Nothing could be sent either: whatever is decided now would be decided blindly.
    if (look.kind === 'cut-off') return stillSought(mail.lookups)
    const looks = mail.lookups + 1
    if (look.kind !== 'impossible' && looks < waits.length) return laterLook(looks, wordOf(look))

    return given(mail, look)
  }

  /** After the last look, or when there can be none. */
  function given(mail: ClaimedMail, { kind }: Look): Settlement | undefined {
    const end = unclearNow(kind === 'missing')
    if (mail.class === 'once') return unclear(end)

    return kind === 'impossible' && mail.lookups === 0 ? undefined : again(mail, end)
  }

  function found({ id }: ClaimedMail, serverMessageId: string | null): Settlement {
    return {
      data: {
        state: 'sent',
        stage: 'accepted',
        reason: Prisma.DbNull,
        sentAt: now(),
        serverMessageId,
      },
      event: { what: 'verified' },
      recipients: (tx) =>
        tx.outboxRecipient.updateMany({
          where: { mailId: id, state: 'waiting' },
          data: { state: 'accepted' },
        }),
    }
  }

  return { broken, resolve }
}

export type Unclear = ReturnType<typeof createUnclear>

const reason = diagnose({ kind: 'mailroom', cause: 'delivery-unclear' })

/** `looked`: we could look, and it was not there. */
function unclearNow(looked: boolean): Failure & { looked: boolean } {
  return { ...reason, looked }
}

function laterLook(lookups: number, what: string): Settlement {
  return { ...stillSought(lookups), event: { what } }
}

function stillSought(lookups: number): Settlement {
  return {
    data: { state: 'retry', stage: 'data_started', lookups, reason: { ...reason } },
    wait: waits[lookups] ?? waits[0],
  }
}

function wordOf({ kind }: Look): string {
  return kind === 'missing' ? 'not-in-sent-items' : 'sent-items-unreachable'
}
