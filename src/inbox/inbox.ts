import type { FastifyBaseLogger } from 'fastify'
import type { Database } from '../storage/database.ts'
import type { KeyRing } from '../storage/secrets.ts'
import { createInboxMails } from './inbox-mails.ts'
import { createParser } from './parser.ts'
import { createProcessing } from './processing.ts'
import { createRawMail } from './raw-mail.ts'
import { createRetention } from './retention.ts'

interface Needs {
  db: Database
  secrets: KeyRing
  now: () => Date
  log: Pick<FastifyBaseLogger, 'error'>
  /** Told when a mail is ready for the backend. */
  processed?: () => void
}

export type Inbox = ReturnType<typeof createInbox>

/** Mails that came in: read, routed, shown, and removed when their time is over. */
export function createInbox(needs: Needs) {
  const { rawOf } = createRawMail(needs)
  // Apart, so that new mails, those someone looks at, and those on their way to the backend never wait for each other.
  const parser = createParser()
  const reader = createParser()
  const handing = createParser({ threads: 1 })
  const processing = createProcessing({ ...needs, rawOf, parser })
  let started = false

  /** For the background: what was stored and not read yet. */
  async function processDue(): Promise<void> {
    started = true
    await processing.processDue()
  }

  /** To be called when mails were stored. */
  function wake(): void {
    if (started)
      processing.processDue().catch((err: unknown) => needs.log.error({ err }, 'inbox not processed'))
  }

  return {
    mails: createInboxMails(needs),
    rawOf,
    /** The mail as it was read, with its texts. */
    read: (id: string) => reader.parseReceived(rawOf(id)),
    /** One attachment; undefined when the mail has none of this number. */
    attachment: (id: string, no: number) => reader.attachmentOf(rawOf(id), no),
    /** The HTML of the mail, made safe to show; undefined when there is none to show. */
    formatted: (id: string, remoteImages: boolean) => reader.formattedOf(rawOf(id), remoteImages),
    /** The same for the hand-over, which is one mail at a time. */
    forBackend: {
      rawOf,
      read: (id: string) => handing.parseReceived(rawOf(id)),
      attachment: (id: string, no: number) => handing.attachmentOf(rawOf(id), no),
    },
    processDue,
    wake,
    purge: createRetention(needs).purge,
    /** Reads no further mails; those that are stored can still be looked at. */
    stopProcessing: processing.stop,
    async stop(): Promise<void> {
      await processing.stop()
      await Promise.all([parser, reader, handing].map(({ stop }) => stop()))
    },
  }
}
