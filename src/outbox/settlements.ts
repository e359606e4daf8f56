import { causes } from '../failures/causes.ts'
import { diagnose } from '../failures/diagnose.ts'
import type { Failure } from '../failures/failure.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import type { Text } from '../language/text.ts'
import type { Sent } from '../outgoing-servers/smtp.ts'
import type { Refused } from '../outgoing-servers/smtp-evidence.ts'
import type { Prisma } from '../storage/generated/client.ts'
import type { ClaimedMail, Settlement } from './claims.ts'
import { isTemporary, replyCode, retrySeconds } from './outcome.ts'

/** Why a mail is where it is: a failure of the catalogue, or a sentence of ours. */
export type Reason = Failure | { text: Text }

const back = { stage: 'none' } as const
const mostHeld = 5
/** At most so many seconds of it for each attempt. */
const headStart = 5 * 60

/** The mail goes back as if nothing had been tried. */
export function held(reason: Reason | undefined, wait?: number, placed: Settlement['data'] = {}): Settlement {
  return {
    data: { ...back, ...placed, state: 'waiting', ...(reason ? { reason: json(reason) } : {}) },
    ...(wait === undefined ? {} : { wait }),
  }
}

/**
 * As `held`, for a mail the server was asked about: it waits longer than its server, so that another mail tries it next,
 * and each time longer. Few of these attempts count: a temporary refusal afterwards still has its days of retries.
 */
export function heldAfterAsking(
  mail: ClaimedMail,
  failure: Failure,
  pauseSeconds: number,
  placed: Settlement['data'],
): Settlement {
  const attempts = Math.max(mail.attempts, Math.min(mail.attempts + 1, mostHeld))
  const { data } = held(failure, undefined, placed)

  return { data: { ...data, attempts }, wait: pauseSeconds + attempts * Math.min(pauseSeconds, headStart) }
}

/** It was tried before, and the same thing was in its way. */
export function isSameAsBefore({ attempts, reason }: ClaimedMail, { cause }: Failure): boolean {
  return attempts > 0 && parseFailure(reason)?.cause === cause
}

export function failed(reason: Reason): Settlement {
  return {
    data: { ...back, state: 'failed', reason: json(reason) },
    event: { what: 'failed', detail: { reason: json(reason) } },
  }
}

/** Nobody knows whether it arrived, and sending it twice would be worse: a person decides. */
export function unclear(reason: Failure): Settlement {
  return {
    data: { state: 'attention', reason: json(reason) },
    event: { what: 'attention', detail: { reason: json(reason) } },
  }
}

/** Again by the table of waits, or given up after five days of them. */
export function again(mail: ClaimedMail, failure: Failure): Settlement {
  const attempts = mail.attempts + 1
  const wait = retrySeconds(attempts)
  if (wait === undefined) return failed(failure)

  return {
    data: { ...back, state: 'retry', attempts, reason: json(failure) },
    wait,
    event: { what: 'retry', detail: { reason: json(failure), attempts } },
  }
}

/** The server has it, for all recipients or for some. */
export function taken(mail: ClaimedMail, { accepted, refused, response }: Sent, now: Date): Settlement {
  const later = refused.filter(({ evidence }) => isTemporary(evidence.code))
  const { queueId, messageId } = namesIn(response)
  const ids = { sentAt: now, serverQueueId: queueId, serverMessageId: messageId }
  const rest = later[0] && again(mail, diagnose(later[0].evidence))
  const open = rest?.data.state === 'retry'

  return {
    data: { ...(open ? rest.data : { stage: 'accepted', state: 'sent' }), ...ids },
    ...(open && rest.wait !== undefined ? { wait: rest.wait } : {}),
    event: { what: 'accepted', detail: { response: queueId, recipients: accepted.length } },
    recipients: async (tx) => {
      await tx.outboxRecipient.updateMany({
        where: { mailId: mail.id, address: { in: accepted }, state: 'waiting' },
        data: { state: 'accepted', code: 250 },
      })
      await refuse(tx, mail.id, open ? refused.filter((one) => !later.includes(one)) : refused)
    },
  }
}

/** What the server calls a mail it has taken: for a delivery report, and for replies. */
export function namesIn(response: string): { queueId: string; messageId: string | null } {
  return {
    queueId: response.slice(0, 255),
    messageId: /<[^<>\s]{3,250}>/.exec(response)?.[0] ?? null,
  }
}

/** No recipient was taken. Some may be taken later; when none is left, the mail has failed unless others have it. */
export function allRefused(mail: ClaimedMail, refused: readonly Refused[]): Settlement {
  const later = refused.find(({ evidence }) => isTemporary(evidence.code))
  const [first] = refused
  const failure = first && diagnose((later ?? first).evidence)
  const hasSome = mail.recipients.some(({ state }) => state === 'accepted')
  const rest = later && failure ? again(mail, failure) : undefined
  const open = rest?.data.state === 'retry'
  const end = hasSome ? { data: { state: 'sent', stage: 'accepted' } as const } : failure && failed(failure)

  return {
    ...((open ? rest : end) ?? { data: {} }),
    recipients: (tx) =>
      refuse(tx, mail.id, open ? refused.filter(({ evidence }) => !isTemporary(evidence.code)) : refused),
  }
}

/** Whether a refusal is about its recipient, and not about us. */
export function concernsRecipient({ address, evidence }: Refused): boolean {
  const failure = diagnose(evidence)
  if (failure.cause === 'wrong-mail-server' && namesAnotherServer(address)) return true

  return causes[failure.cause].scope === 'message' || isTemporary(replyCode(failure))
}

/** Refused by servers that relay everything else (Postfix: allow_untrusted_routing). */
function namesAnotherServer(address: string): boolean {
  return /[%!@]/.test(address.slice(0, address.lastIndexOf('@')))
}

async function refuse(
  tx: Prisma.TransactionClient,
  mailId: string,
  refused: readonly Refused[],
): Promise<void> {
  for (const { address, evidence } of refused)
    await tx.outboxRecipient.updateMany({
      where: { mailId, address },
      data: { state: 'refused', code: evidence.code, reply: evidence.text },
    })
}

function json(reason: Reason): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(reason))
}
