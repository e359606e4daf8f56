import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'
import { type Secrets, SecretUnreadable } from '../storage/secrets.ts'
import { beginningMac, type Head, headText, linkMac } from './link.ts'
import { type Broken, breaks, entriesOf, type Walked, walk } from './walk.ts'

const id = 'activity'
export const keyPlace = `ActivityChain.key:${id}`
const linksAtOnce = 500
/** Of a database as busy as any, no entry is committed so much later than those after it. */
const mostOutOfOrder = 10_000n

const brokenJson = z.object({ how: z.enum(breaks), entry: z.string() })

export interface ChainState {
  startedAt: Date
  checkedAt: Date | undefined
  count: number
  broken: Broken | undefined
}

export interface Checked extends ChainState {
  /** To be kept outside the database: nobody who holds the database alone can make one. */
  head: string | undefined
}

export interface ChainNeeds {
  db: Database
  secrets: Secrets
  log: { info: (facts: object, words: string) => void; error: (facts: object, words: string) => void }
  now: () => Date
}

/**
 * The chain over the activity. Entries are linked after the transactions that wrote them, so that no writer waits for
 * another; see docs/decisions/010-activity-chain.md.
 */
export function createChain({ db, secrets, log, now }: ChainNeeds) {
  /** What this process saw last: whoever cuts the end off while it runs is found out. */
  let seen: Head | undefined

  /** Links what is not linked yet. Of several processes one at a time. */
  async function extend(): Promise<void> {
    const last = await db.activityLink.aggregate({ _max: { entryId: true } })
    await extendFrom((last._max.entryId ?? 0n) - mostOutOfOrder)
  }

  async function extendFrom(id: bigint): Promise<void> {
    for (let linked = linksAtOnce; linked === linksAtOnce; ) {
      const [unlinked] = await unlinkedFrom(db, id, 1)
      linked = unlinked ? await db.$transaction((tx) => linkSome(tx, id)) : 0
    }
  }

  async function linkSome(tx: Prisma.TransactionClient, from: bigint): Promise<number> {
    const { key, startedAt } = await locked(tx)
    const last = await tx.activityLink.findFirst({ orderBy: { no: 'desc' } })
    let { no, mac } = last ?? { no: 0n, mac: beginningMac(key, startedAt) }
    const ids = await unlinkedFrom(tx, from, linksAtOnce)
    const links = (await entriesOf(tx, ids)).map((entry) => {
      no += 1n
      mac = linkMac(key, mac, entry)

      return { no, mac, entryId: entry.id }
    })
    await tx.activityLink.createMany({ data: links })

    return links.length
  }

  /** The row is the lock. */
  async function locked(tx: Prisma.TransactionClient): Promise<{ key: Buffer; startedAt: Date }> {
    const sealedKey = secrets.seal(randomBytes(32).toString('base64url'), keyPlace)
    await tx.activityChain.createMany({ data: [{ id, sealedKey, startedAt: now() }], skipDuplicates: true })
    await tx.$queryRaw`SELECT 1 FROM "ActivityChain" WHERE "id" = ${id} FOR UPDATE`
    const row = await tx.activityChain.findUniqueOrThrow({ where: { id } })

    return { key: keyOf(row.sealedKey), startedAt: row.startedAt }
  }

  function keyOf(sealedKey: string): Buffer {
    return Buffer.from(secrets.open(sealedKey, keyPlace), 'base64url')
  }

  /** Looks at every entry and link, and remembers the answer. Undefined while nothing was ever written down. */
  async function check(at?: Head): Promise<Checked | undefined> {
    try {
      await extendFrom(0n)
      const row = await db.activityChain.findUnique({ where: { id } })
      if (!row) return undefined
      const anchors = [at, seen].filter((head) => head !== undefined)
      const start: Head = { no: 0n, mac: beginningMac(keyOf(row.sealedKey), row.startedAt) }

      return await note(await walk(db, { key: keyOf(row.sealedKey), start, anchors }), row.startedAt)
    } catch (error) {
      if (!(error instanceof SecretUnreadable)) throw error
      const { startedAt } = await db.activityChain.findUniqueOrThrow({ where: { id } })
      return note({ count: 0, head: undefined, broken: { how: 'key', entry: '' } }, startedAt)
    }
  }

  async function note({ count, head, broken }: Walked, startedAt: Date): Promise<Checked> {
    const checkedAt = now()
    await db.activityChain.updateMany({
      where: { id },
      data: { checkedAt, checkedCount: count, broken: broken ? { ...broken } : Prisma.DbNull },
    })
    if (broken) log.error({ broken }, 'the activity is not as it was written')
    if (head && head.no > 0n) {
      seen = { no: head.no, mac: head.mac }
      log.info({ head: headText(head) }, 'the chain of the activity is intact')
    }

    return { startedAt, checkedAt, count, broken, head: head && headText(head) }
  }

  /** As it was found when it was checked last. Undefined before there is one. */
  async function state(): Promise<ChainState | undefined> {
    const row = await db.activityChain.findUnique({ where: { id }, omit: { sealedKey: true } })
    if (!row) return undefined

    return {
      startedAt: row.startedAt,
      checkedAt: row.checkedAt ?? undefined,
      count: row.checkedCount,
      broken: brokenJson.safeParse(row.broken).data,
    }
  }

  return { extend, check, state }
}

async function unlinkedFrom(db: Prisma.TransactionClient, id: bigint, most: number): Promise<bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT e."id" FROM "ActivityEntry" e WHERE e."id" > ${id}
      AND NOT EXISTS (SELECT 1 FROM "ActivityLink" l WHERE l."entryId" = e."id")
    ORDER BY e."id" LIMIT ${most}`

  return rows.map((row) => row.id)
}
