import { activityEntry, type Deed } from '../activity/activity.ts'
import { stranger } from '../activity/persons.ts'
import type { Admin } from '../admin.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'
import { networkOf, windowMs } from './throttle.ts'
import { sameAddress } from './user.ts'

/** Any number, the same in every instance: of two failures at once one is told. */
const failureLock = 5_162_540
const tellAgainAt = 10

/** What is written down of sign-ins: who, from where, and never what was typed. */
export function createSignInActivity({ db, now }: { db: Database; now: () => Date }) {
  /** Before the session begins: no trace, no sign-in. Failures before it tell that somebody may have guessed. */
  async function signedIn(admin: Admin, ip: string): Promise<void> {
    const failedBefore = await failures(db, { email: sameAddress(admin.email ?? '') })
    const detail = { network: networkOf(ip), ...(failedBefore > 0 ? { failedBefore } : {}) }
    await write(db, admin, { ...about('user.signed-in', admin), detail })
  }

  async function signedOut(admin: Admin): Promise<void> {
    await write(db, admin, about('user.signed-out', admin))
  }

  /**
   * Of many failures in ten minutes the first and the tenth, for each user, and the hundredth for all addresses that are
   * nobody's together: entries are kept for ever, and an attacker must not fill the disk with them. An address that
   * nobody has is not written down, because it may be a password in the wrong field.
   */
  async function failed(email: string, ip: string): Promise<void> {
    await db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM pg_advisory_xact_lock(${failureLock}::bigint)`
      const user = await tx.user.findUnique({
        where: { email: sameAddress(email) },
        select: { id: true, name: true, email: true },
      })
      const tries = await failures(tx, { email: user?.email ?? { notIn: await addresses(tx) } })
      if (tries < (await nextTold(tx, user?.id ?? null))) return
      const detail = { network: networkOf(ip), tries }
      await write(tx, stranger, { ...about('user.sign-in-failed', user), detail })
    })
  }

  async function nextTold(tx: Prisma.TransactionClient, subjectId: string | null): Promise<number> {
    const last = await tx.activityEntry.findFirst({
      where: { what: 'user.sign-in-failed', subjectId, at: { gt: windowStart() } },
      orderBy: { id: 'desc' },
    })
    const told = typeof last?.detail === 'object' && last.detail && Reflect.get(last.detail, 'tries')

    return last ? Number(told) * tellAgainAt : 1
  }

  function failures(
    tx: Prisma.TransactionClient,
    { email }: Prisma.SignInFailureWhereInput,
  ): Promise<number> {
    return tx.signInFailure.count({ where: { ...(email && { email }), at: { gt: windowStart() } } })
  }

  function windowStart(): Date {
    return new Date(now().getTime() - windowMs)
  }

  async function write(
    tx: Prisma.TransactionClient,
    by: Pick<Admin, 'id' | 'name'>,
    deed: Deed,
  ): Promise<void> {
    await tx.activityEntry.create({ data: activityEntry(by, now(), deed) })
  }

  return { signedIn, signedOut, failed }
}

function about(what: Deed['what'], user: Pick<Admin, 'id' | 'name'> | null): Deed {
  return user ? { what, subject: user.name, subjectId: user.id } : { what }
}

async function addresses(tx: Prisma.TransactionClient): Promise<string[]> {
  const users = await tx.user.findMany({ select: { email: true } })

  return users.map(({ email }) => email)
}
