import { type DatabaseClock, later } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'
import { createTakeDue } from './due.ts'

interface Needs {
  db: Database
  clock: DatabaseClock
  leaseSeconds: number
}

/** A claimed mail; the sealed bytes stay in the database until they are sent. */
export type ClaimedMail = Prisma.OutboxMailGetPayload<{
  omit: { sealedMime: true }
  include: { recipients: true }
}>
export type Claim = Pick<ClaimedMail, 'id' | 'leaseNo'>

type Changes = Prisma.OutboxMailUncheckedUpdateManyInput
interface Event {
  what: string
  detail?: Prisma.InputJsonObject
}

/** Another process has the mail now; nothing may be written about it any more. */
export class LeaseLost extends Error {}

/** Mails taken for delivery by this process, and every write about them. */
export function createClaims({ db, clock, leaseSeconds }: Needs) {
  const takeDue = createTakeDue({ db, clock, leaseSeconds })

  /** Mails that cannot leave now stay. One that was handed over may always be looked for. */
  async function claim(asked: Parameters<typeof takeDue>[0]): Promise<ClaimedMail[]> {
    const ids = await takeDue(asked)
    if (ids.length === 0) return []

    return db.outboxMail.findMany({
      where: { id: { in: ids }, state: 'sending' },
      omit: { sealedMime: true },
      include: { recipients: { orderBy: { no: 'asc' } } },
      orderBy: [{ priority: 'asc' }, { createdAt: 'asc' }],
    })
  }

  /** Throws LeaseLost when another process has the mail. */
  async function write(tx: Prisma.TransactionClient, { id, leaseNo }: Claim, data: Changes): Promise<void> {
    const { count } = await tx.outboxMail.updateMany({ where: { id, leaseNo, state: 'sending' }, data })
    if (count === 0) throw new LeaseLost()
  }

  /** Ends the claim: what became of the mail, its recipients and its story in one commit. */
  async function settle(claim: ClaimedMail, { data, wait, event, recipients }: Settlement): Promise<void> {
    await db.$transaction(async (tx) => {
      await write(tx, claim, { leaseUntil: null, ...data })
      if (wait !== undefined)
        await tx.$executeRaw`UPDATE "OutboxMail" SET "nextAttemptAt" = ${later(clock(), wait)}
          WHERE "id" = ${claim.id}::uuid`
      if (recipients) await recipients(tx)
      if (event)
        await tx.$executeRaw`INSERT INTO "OutboxEvent" ("mailId", "at", "what", "detail")
          VALUES (${claim.id}::uuid, ${clock()}, ${event.what}, ${JSON.stringify(event.detail ?? {})}::jsonb)`
    })
  }

  /** The end of most mails, in one statement: the server has it, for all who were waiting. Throws LeaseLost. */
  async function settleSent(
    { id, leaseNo }: ClaimedMail,
    { at, queueId, messageId, addresses }: Taken,
  ): Promise<void> {
    const detail = JSON.stringify({ response: queueId, recipients: addresses.length })
    const count = await db.$executeRaw`
      WITH "mail" AS (
        UPDATE "OutboxMail" SET "state" = 'sent', "stage" = 'accepted', "leaseUntil" = NULL, "sentAt" = ${at},
          "serverQueueId" = ${queueId}, "serverMessageId" = ${messageId}
        WHERE "id" = ${id}::uuid AND "leaseNo" = ${leaseNo} AND "state" = 'sending' RETURNING "id"),
      "people" AS (
        UPDATE "OutboxRecipient" r SET "state" = 'accepted', "code" = 250 FROM "mail"
        WHERE r."mailId" = "mail"."id" AND r."address" = ANY (${[...addresses]}::text[]) AND r."state" = 'waiting')
      INSERT INTO "OutboxEvent" ("mailId", "at", "what", "detail")
      SELECT "id", ${clock()}, 'accepted', ${detail}::jsonb FROM "mail"`
    if (count === 0) throw new LeaseLost()
  }

  /** For mails this process still works on. One that is being written is left out: waiting for it could be for ever. */
  async function keep(claims: readonly Claim[]): Promise<void> {
    const [ids, numbers] = [claims.map(({ id }) => id), claims.map(({ leaseNo }) => leaseNo)]
    if (ids.length > 0)
      await db.$executeRaw`
        WITH "ours" AS MATERIALIZED (
          SELECT m."id" FROM "OutboxMail" m
          JOIN unnest(${ids}::uuid[], ${numbers}::int[]) k("id", "leaseNo")
            ON m."id" = k."id" AND m."leaseNo" = k."leaseNo"
          WHERE m."state" = 'sending' FOR UPDATE OF m SKIP LOCKED)
        UPDATE "OutboxMail" m SET "leaseUntil" = ${later(clock(), leaseSeconds)} FROM "ours" WHERE m."id" = "ours"."id"`
  }

  return { claim, write: (claim: Claim, data: Changes) => write(db, claim, data), settle, settleSent, keep }
}

interface Taken {
  at: Date
  queueId: string
  messageId: string | null
  addresses: readonly string[]
}

export interface Settlement {
  data: Changes
  /** Seconds until the next attempt. */
  wait?: number
  event?: Event
  recipients?: (tx: Prisma.TransactionClient) => Promise<unknown>
}

export type Claims = ReturnType<typeof createClaims>
