import { isIPv6 } from 'node:net'
import { TooMany } from '../errors.ts'
import type { Database } from '../storage/database.ts'
import { signInTexts } from './texts.ts'
import { sameAddress } from './user.ts'

export const windowMs = 10 * 60_000
const mostPerAddress = 20
const mostOfAll = 300
const freeTries = 3
const longestPauseMs = 60_000
/** Any number, the same in every instance: sign-ins are counted one after the other. */
const lock = 5_162_538

export interface Try {
  email: string
  /** Of the network: IPv4, or the /64 an IPv6 address is in. */
  address: string
}

export type Throttle = ReturnType<typeof createThrottle>

/**
 * Slows guessing down, over all instances; nobody is locked out for good. A try counts as failed from its start,
 * so that many at once gain nothing, and is forgotten when it succeeds.
 */
export function createThrottle({ db, now }: { db: Database; now: () => Date }) {
  /** Answers what `work` answers, undefined meaning a failure. Throws TooMany instead of trying too often. */
  async function attempt<Result>(
    by: { email: string; ip: string },
    work: () => Promise<Result | undefined>,
  ): Promise<Result | undefined> {
    const id = await admit({ email: sameAddress(by.email), address: networkOf(by.ip) })
    const result = await work()
    if (result !== undefined) await db.signInFailure.deleteMany({ where: { id } })

    return result
  }

  function admit(by: Try): Promise<bigint> {
    return db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM pg_advisory_xact_lock(${lock}::bigint)`
      const at = now()
      await tx.signInFailure.deleteMany({ where: { at: { lte: new Date(at.getTime() - windowMs) } } })
      const failures = await tx.signInFailure.findMany({ orderBy: { id: 'asc' } })
      const until = refusedUntil(failures, by, at)
      if (until) throw new TooMany(signInTexts.tooMany, until)
      const { id } = await tx.signInFailure.create({ data: { ...by, at } })

      return id
    })
  }

  return { attempt }
}

/** `failures` are those of the last ten minutes, oldest first. */
export function refusedUntil(
  failures: readonly (Try & { at: Date })[],
  by: Try,
  now: Date,
): Date | undefined {
  const ofAccount = failures.filter(({ email }) => email === by.email)
  const ofAddress = failures.filter(({ address }) => address === by.address)
  const ends = [
    afterTooMany(failures, mostOfAll),
    afterTooMany(ofAddress, mostPerAddress),
    (ofAccount.at(-1)?.at.getTime() ?? 0) + pauseMs(ofAccount.length),
  ]
  const last = Math.max(...ends)

  return last > now.getTime() ? new Date(last) : undefined
}

/** When so few are left in the window that one more may be tried. */
function afterTooMany(failures: readonly { at: Date }[], most: number): number {
  const oldestThatCounts = failures.length >= most ? failures.at(-most) : undefined

  return oldestThatCounts ? oldestThatCounts.at.getTime() + windowMs : 0
}

/** 1, 2, 4 … 60 seconds from the third failure on. */
export function pauseMs(failures: number): number {
  return failures < freeTries ? 0 : Math.min(longestPauseMs, 1000 * 2 ** (failures - freeTries))
}

/** Whoever has one IPv6 address has the 2^64 beside it. */
export function networkOf(ip: string): string {
  const [bare = ip] = ip.split('%')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)
  if (mapped?.[1]) return mapped[1]
  if (!isIPv6(bare)) return bare
  const [head = '', tail] = bare.split('::')
  const front = head.split(':').filter(Boolean)
  const back = (tail ?? '').split(':').filter(Boolean)
  const gap = tail === undefined ? [] : Array.from({ length: 8 - front.length - back.length }, () => '0')
  const groups = [...front, ...gap, ...back].slice(0, 4)

  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
