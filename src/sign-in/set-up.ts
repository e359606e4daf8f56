import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../storage/database.ts'

const validForMs = 30 * 60_000
const codeBytes = 16

export type SetUp = ReturnType<typeof createSetUp>

/** The one-time codes that let the first administrator in. Their hashes alone are stored. */
export function createSetUp({ db, now }: { db: Database; now: () => Date }) {
  /** A new code, or undefined once there is a user. Codes of other instances stay valid. */
  async function issue(): Promise<string | undefined> {
    if ((await db.user.count()) > 0) return undefined
    const code = grouped(randomBytes(codeBytes).toString('hex'))
    const expiresAt = new Date(now().getTime() + validForMs)
    await db.$transaction([
      db.setUpCode.deleteMany({ where: { expiresAt: { lte: now() } } }),
      db.setUpCode.create({ data: { codeHash: hashOf(code), expiresAt } }),
    ])

    return code
  }

  /** Counts the try, right or wrong; a right code is used up and every other with it. */
  async function spend(code: string): Promise<boolean> {
    const tried = await db.setUpCode.updateManyAndReturn({
      where: { expiresAt: { gt: now() }, triesLeft: { gt: 0 } },
      data: { triesLeft: { decrement: 1 } },
    })
    const codeHash = hashOf(code)
    if (!tried.some((row) => row.codeHash === codeHash)) return false
    const { count } = await db.setUpCode.deleteMany({ where: { codeHash } })
    await db.setUpCode.deleteMany()

    return count === 1
  }

  return { issue, spend }
}

/** In groups of four, for whoever has to type it. */
function grouped(hex: string): string {
  return (hex.match(/.{4}/g) ?? []).join('-')
}

function hashOf(code: string): string {
  const bare = code.toLowerCase().replace(/[^0-9a-f]/g, '')

  return createHash('sha256').update(bare).digest('base64url')
}
