import { RemoteFailure } from '../errors.ts'
import type { Failure } from '../failures/failure.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'

/** So often a mail that the server refuses is asked for alone before its place is kept without it. */
const mostRefusals = 2
/** The same for one with which the connection ends, or over which we stumble: that also happens by chance. */
const mostEndings = 15
/** From so many on, another mail shows whether the server is well. */
const mostByChance = 3
/** The same for one with which the process ends. */
const mostCrashes = 3

const overOneMail = new WeakSet<Failure>()

/** Whether only one mail fails while others can be read: it keeps them back, and waiting long mends nothing. */
export function isOverOneMail(failure: Failure): boolean {
  return overOneMail.has(failure)
}

export interface Suspect {
  serverId: string
  folder: string
  uidValidity: bigint
  uid: number
}

const counts = {
  refused: Prisma.sql`, "refused" = "refused" + 1`,
  ended: Prisma.sql`, "ended" = "ended" + 1`,
}

interface Reading<M> {
  isOpen: () => boolean
  read: () => Promise<M>
  /** Whether the server gives out the mail behind it now; undefined when there is none. */
  readOther: (() => Promise<boolean>) | undefined
}

interface Times {
  /** Begun, and neither read nor failed: under way now, or the process ended meanwhile. */
  begun: number
  refused: number
  ended: number
}

export type Suspects = ReturnType<typeof createSuspects>

/** Counts, over connections and processes, how often the reading fails with the same mail. */
export function createSuspects(db: Database) {
  const justBlamed = new Set<string>()

  /** Throws what `read` throws, unless the mail has failed so often that it is to blame itself. */
  async function readAlone<M>(suspect: Suspect, reading: Reading<M>): Promise<M | 'to-blame'> {
    const { isOpen, read } = reading
    const before = await begin(suspect)
    if (isToBlame(before)) return 'to-blame'
    const keepsBack = await isAloneInFailing(suspect, before, reading)
    try {
      const mail = await read()
      await clear(suspect)

      return mail
    } catch (error) {
      if (keepsBack && isEnding(error)) overOneMail.add(error.failure)

      return blame(suspect, error, isOpen())
    }
  }

  async function blame(suspect: Suspect, error: unknown, isOpen: boolean): Promise<'to-blame'> {
    if (!(await failed(suspect, faultIn(error, isOpen)))) throw error
    justBlamed.add(suspect.serverId)

    return 'to-blame'
  }

  /** Also when the mail before this one has just ended the connection for the last time. */
  async function isAloneInFailing<M>(
    { serverId }: Suspect,
    { ended }: Times,
    { isOpen, readOther }: Reading<M>,
  ): Promise<boolean> {
    if (justBlamed.delete(serverId) && !isOpen()) return true
    if (ended < mostByChance || !readOther) return false

    return readOther().catch(() => false)
  }

  /** Counts before the mail is read, so that one that ends the process is found out; answers what was before. */
  async function begin({ serverId, folder, uidValidity, uid }: Suspect): Promise<Times> {
    const [times] = await db.$queryRaw<Times[]>`
      INSERT INTO "SuspectMail" AS s ("serverId", "folder", "uidValidity", "uid", "begun")
      VALUES (${serverId}::uuid, ${folder}, ${uidValidity}, ${uid}, 1)
      ON CONFLICT ("serverId", "folder", "uidValidity", "uid") DO UPDATE SET "begun" = s."begun" + 1
      RETURNING "begun" - 1 AS "begun", "refused", "ended"`

    return times ?? { begun: 0, refused: 0, ended: 0 }
  }

  async function failed(suspect: Suspect, fault: keyof typeof counts | undefined): Promise<boolean> {
    const count = fault ? counts[fault] : Prisma.empty
    const [times] = await db.$queryRaw<Times[]>`
      UPDATE "SuspectMail" SET "begun" = GREATEST("begun" - 1, 0) ${count} WHERE ${isThis(suspect)}
      RETURNING "begun", "refused", "ended"`

    return times !== undefined && isToBlame(times)
  }

  async function clear(suspect: Suspect): Promise<void> {
    await db.$executeRaw`DELETE FROM "SuspectMail" WHERE ${isThis(suspect)}`
  }

  return { readAlone }
}

/**
 * What to count against the mail. A connection that has just been cut may still look open: what counts is that the
 * server spoke against the mail.
 */
function faultIn(error: unknown, isOpen: boolean): keyof typeof counts | undefined {
  if (!(error instanceof RemoteFailure)) return 'ended'
  const { cause, code = '' } = error.failure
  if (cause === 'reading-too-fast') return undefined
  const isRefusal = cause === 'mail-not-given-out' || /^(NO|BAD)\b/.test(code)

  return isOpen && isRefusal ? 'refused' : 'ended'
}

/** A slow answer may be the fault of the way to the server, which a long mail feels more than a short one. */
function isEnding(error: unknown): error is RemoteFailure {
  return error instanceof RemoteFailure && error.failure.code !== 'ETIMEDOUT'
}

function isToBlame({ begun, refused, ended }: Times): boolean {
  return refused >= mostRefusals || ended >= mostEndings || begun >= mostCrashes
}

function isThis({ serverId, folder, uidValidity, uid }: Suspect): Prisma.Sql {
  return Prisma.sql`"serverId" = ${serverId}::uuid AND "folder" = ${folder} AND "uidValidity" = ${uidValidity}
    AND "uid" = ${uid}`
}
