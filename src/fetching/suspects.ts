import { RemoteFailure } from '../errors.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'

/** So often a mail that the server refuses is asked for alone before its place is kept without it. */
const mostRefusals = 2
/** The same for one with which the connection ends, or over which we stumble: that also happens by chance. */
const mostEndings = 15
/** The same for one with which the process ends. */
const mostCrashes = 3

export interface Suspect {
  serverId: string
  folder: string
  uidValidity: bigint
  uid: number
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
  /** Throws what `read` throws, unless the mail has failed so often that it is to blame itself. */
  async function readAlone<M>(
    suspect: Suspect,
    isOpen: () => boolean,
    read: () => Promise<M>,
  ): Promise<M | 'to-blame'> {
    if (await begin(suspect)) return 'to-blame'
    try {
      const mail = await read()
      await clear(suspect)

      return mail
    } catch (error) {
      if (await failed(suspect, isOpen() && isRefusal(error))) return 'to-blame'
      throw error
    }
  }

  /** Counts before the mail is read, so that one that ends the process is found out. */
  async function begin({ serverId, folder, uidValidity, uid }: Suspect): Promise<boolean> {
    const [times] = await db.$queryRaw<Times[]>`
      INSERT INTO "SuspectMail" AS s ("serverId", "folder", "uidValidity", "uid", "begun")
      VALUES (${serverId}::uuid, ${folder}, ${uidValidity}, ${uid}, 1)
      ON CONFLICT ("serverId", "folder", "uidValidity", "uid") DO UPDATE SET "begun" = s."begun" + 1
      RETURNING "begun", "refused", "ended"`

    return times !== undefined && isToBlame({ ...times, begun: times.begun - 1 })
  }

  async function failed(suspect: Suspect, isRefused: boolean): Promise<boolean> {
    const count = isRefused ? Prisma.sql`"refused" = "refused" + 1` : Prisma.sql`"ended" = "ended" + 1`
    const [times] = await db.$queryRaw<Times[]>`
      UPDATE "SuspectMail" SET "begun" = GREATEST("begun" - 1, 0), ${count} WHERE ${isThis(suspect)}
      RETURNING "begun", "refused", "ended"`

    return times !== undefined && isToBlame(times)
  }

  async function clear(suspect: Suspect): Promise<void> {
    await db.$executeRaw`DELETE FROM "SuspectMail" WHERE ${isThis(suspect)}`
  }

  return { readAlone }
}

/** A connection that has just been cut may still look open: what counts is that the server spoke against the mail. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof RemoteFailure)) return false
  const { cause, code = '' } = error.failure

  return cause === 'mail-not-given-out' || (/^(NO|BAD)\b/.test(code) && cause !== 'reading-too-fast')
}

function isToBlame({ begun, refused, ended }: Times): boolean {
  return refused >= mostRefusals || ended >= mostEndings || begun >= mostCrashes
}

function isThis({ serverId, folder, uidValidity, uid }: Suspect): Prisma.Sql {
  return Prisma.sql`"serverId" = ${serverId}::uuid AND "folder" = ${folder} AND "uidValidity" = ${uidValidity}
    AND "uid" = ${uid}`
}
