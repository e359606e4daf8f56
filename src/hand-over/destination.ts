import type { FastifyBaseLogger } from 'fastify'
import { redact } from '../failures/redact.ts'
import type { Text } from '../language/text.ts'
import type { Poster } from '../network/post.ts'
import { within } from '../network/within.ts'
import { jsonOf } from './received-json.ts'
import type { ReceivedMail } from './received-mail.ts'
import { handOverTexts } from './texts.ts'
import { callWebhook } from './webhook.ts'
import { reasonOf } from './webhook-answer.ts'
import type { Webhook, WebhookState } from './webhook-state.ts'

const handlerMs = 10 * 60_000
const longestWords = 200

/** Resolved means: the backend has the mail. Thrown means: it has not; the mail comes again later. */
export type MailHandler = (mail: ReceivedMail) => Promise<void> | void

/** What became of one try. */
export type Outcome =
  | { state: 'done' }
  | { state: 'again'; reason: Text; wait: number; forViewers?: Text }
  /** The webhook was switched off over it: the mail waits until it is on again. */
  | { state: 'kept'; reason: Text }
  | { state: 'failed'; reason: Text }

export type Destination = (mail: ReceivedMail) => Promise<Outcome>

interface Needs {
  webhook: WebhookState
  post: Poster
  /** Address of the HTTP interface, if it is mounted here. */
  api: () => string | undefined
  now: () => Date
  log: Pick<FastifyBaseLogger, 'error'>
  handlerMs?: number
}

/** Who gets the mails: the handler of this process; else the webhook; else nobody, and they are kept. */
export function createDestination({ webhook, post, api, now, log, handlerMs: most = handlerMs }: Needs) {
  let handler: MailHandler | undefined

  async function destination(): Promise<Destination | undefined> {
    if (handler) return toHandler(handler)
    const ready = await webhook.ready()

    return ready && toWebhook(ready)
  }

  function toHandler(handle: MailHandler): Destination {
    return async (mail) => {
      try {
        const done = Promise.resolve(mail).then(handle)
        await within(done, { ms: most, late: () => new Late() })

        return { state: 'done' }
      } catch (err) {
        // Its words may quote the mail, so they stand with the mail and not in the log.
        log.error({ mail: mail.id, error: nameOf(err) }, 'the handler of received mail failed')

        return { state: 'again', ...saidBy(err), wait: 0 }
      }
    }
  }

  function toWebhook(to: Webhook): Destination {
    return async (mail) => {
      const answer = await callWebhook(to, { ...jsonOf(mail, api()), isTest: false }, { post, now })
      if (answer.ok) {
        await webhook.succeeded(to)
        return { state: 'done' }
      }
      const isOff = await webhook.failed(to, answer)
      if (isOff) log.error({ failure: answer.failure }, 'webhook switched off')
      const reason = reasonOf(answer.failure)

      return isOff ? { state: 'kept', reason } : { state: 'again', reason, wait: answer.wait }
    }
  }

  return {
    destination,
    hasHandler: () => handler !== undefined,
    /**
     * Takes every mail that was received and read, also those that wait already; they are not sent to the webhook then.
     * Called for one mail after the other, for each at least once and always with the same `id`. An error, or ten
     * minutes without an end, means: again, up to six times within a day, while the next mails go on. With several
     * processes each needs the handler. Throws when there is one already.
     */
    handle(given: MailHandler): void {
      if (handler) throw new Error('mail.inbox.handle: there is a handler already')
      handler = given
    },
  }
}

class Late extends Error {}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

/** What a program says may quote the mail, which viewers must not read. */
function saidBy(error: unknown): { reason: Text; forViewers?: Text } {
  if (error instanceof Late) return { reason: handOverTexts.handlerLate }
  const words = error instanceof Error ? error.message : String(error)

  return {
    reason: handOverTexts.handlerFailed(redact(words, longestWords) || '–'),
    forViewers: handOverTexts.handlerFailedSomehow,
  }
}
