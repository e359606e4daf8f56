import type { Database } from '../storage/database.ts'
import type { DeliveryReport, ParsedReceived } from './received.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Mail servers give up within days: a later report is none, whoever wrote it. */
const reportDays = 30
const dayMs = 24 * 60 * 60_000

/** Finds the mails of the outbox that a received mail speaks of. */
export function createOwnMails({ db, now }: { db: Database; now: () => Date }) {
  /** The mail that this one is: it came back to us. */
  async function same({ mailroomId, messageId }: ParsedReceived): Promise<string | undefined> {
    return (await byOwnId(mailroomId)) ?? byMessageIds(messageId ? [messageId] : [])
  }

  /** The mail that it answers; the nearest in the thread. */
  function answered({ inReplyTo, references }: ParsedReceived): Promise<string | undefined> {
    return byMessageIds([...inReplyTo, ...references.toReversed()])
  }

  /** The mail that the report is about, unless that left long ago. */
  async function reported(report: DeliveryReport): Promise<string | undefined> {
    const { originalHeaders, originalMessageId } = report
    const id =
      (await byOwnId(originalHeaders['x-mailroom-id'])) ??
      (await byMessageIds(originalMessageId ? [originalMessageId] : [])) ??
      (await byQueueId(report))
    const lately = { OR: [{ sentAt: { gt: reportsSince() } }, { sentAt: null }] }

    return id && (await db.outboxMail.count({ where: { id, ...lately } })) > 0 ? id : undefined
  }

  function reportsSince(): Date {
    return new Date(now().getTime() - reportDays * dayMs)
  }

  async function byOwnId(id: string | undefined): Promise<string | undefined> {
    if (!id || !uuid.test(id)) return undefined
    const mail = await db.outboxMail.findUnique({ where: { id: id.toLowerCase() }, select: { id: true } })

    return mail?.id
  }

  /** Ours, or the one the server gave it; the first that is known. */
  async function byMessageIds(ids: readonly string[]): Promise<string | undefined> {
    if (ids.length === 0) return undefined
    const list = [...ids]
    const mails = await db.outboxMail.findMany({
      where: { OR: [{ messageId: { in: list } }, { serverMessageId: { in: list } }] },
      select: { id: true, messageId: true, serverMessageId: true },
    })
    const found = list.flatMap(
      (id) => mails.find((mail) => mail.messageId === id || mail.serverMessageId === id) ?? [],
    )

    return found[0]?.id
  }

  /** By the name the server gave it when it took it, among the mails to the reported recipients. */
  async function byQueueId({ queueIds, recipients }: DeliveryReport): Promise<string | undefined> {
    const addresses = recipients.map(({ address }) => address).slice(0, 100)
    if (queueIds.length === 0 || addresses.length === 0) return undefined
    const mails = await db.outboxMail.findMany({
      where: {
        recipients: { some: { address: { in: addresses } } },
        serverQueueId: { not: null },
        sentAt: { gt: reportsSince() },
      },
      select: { id: true, serverQueueId: true },
      orderBy: { createdAt: 'desc' },
      take: 200,
    })
    const isNamed = (reply: string | null) => queueIds.some((id) => wordsOf(reply ?? '').includes(id))

    return mails.find(({ serverQueueId }) => isNamed(serverQueueId))?.id
  }

  return { same, answered, reported }
}

/** Of `250 2.0.0 Ok: queued as 4Xy7` the words, without what may stand around them. */
function wordsOf(reply: string): string[] {
  return reply.split(/[\s<>()[\],;=]+/)
}
