import { NotFound, RuleBroken } from '../errors.ts'
import { text } from '../language/text.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'
import { handedColumns } from './hand-over.ts'
import { handOverTexts } from './texts.ts'

const columns = {
  ...handedColumns,
  seq: true,
  messageId: true,
  subject: true,
  sentAt: true,
  fromName: true,
  fromAddress: true,
  isAutomatic: true,
  attachments: true,
  size: true,
} as const

const ready = { state: 'processed', handOver: { not: 'none' } } as const
const wrongCursor = text(
  '“after” must be what “next” said before, or left out.',
  '„after“ muss sein, was zuvor „next“ war, oder fehlen.',
)

export type PulledMail = Prisma.InboxMailGetPayload<{ select: typeof columns }>

interface Needs {
  db: Database
  now: () => Date
  /** False when a handler or a webhook gets the mails: then reading changes nothing. */
  isForPulling: () => Promise<boolean>
}

/** Mails for a backend that asks for them. */
export function createPulledMails({ db, now, isForPulling }: Needs) {
  /**
   * In the order of `seq`, which is taken when a mail becomes visible: none is missed. Whoever asks for what comes after
   * a mail has that mail, and all before it. Throws RuleBroken for a cursor that is none.
   */
  async function list(after: string | undefined, limit: number) {
    const from = after === undefined ? 0n : seqOf(after)
    if (after !== undefined && (await isForPulling())) await acknowledge(from)
    const found = await db.inboxMail.findMany({
      where: { ...ready, seq: { gt: from } },
      select: columns,
      orderBy: { seq: 'asc' },
      take: limit + 1,
    })
    const mails = found.slice(0, limit)

    return { mails, next: cursorOf(mails.at(-1)?.seq ?? from), more: found.length > limit }
  }

  async function acknowledge(seq: bigint): Promise<void> {
    await db.inboxMail.updateMany({
      where: { handOver: 'waiting', state: 'processed', seq: { lte: seq } },
      data: { handOver: 'done', handedOverAt: now() },
    })
  }

  /** Throws NotFound. */
  async function get(id: string): Promise<PulledMail> {
    const mail = await db.inboxMail.findFirst({ where: { id, ...ready }, select: columns })
    if (!mail) throw new NotFound(handOverTexts.gone404)

    return mail
  }

  return { list, get }
}

const form = /^seq:(\d{1,18})$/

function cursorOf(seq: bigint): string {
  return Buffer.from(`seq:${seq}`).toString('base64url')
}

function seqOf(cursor: string): bigint {
  const [, digits] = form.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (digits === undefined) throw new RuleBroken(wrongCursor, { field: 'after' })

  return BigInt(digits)
}
