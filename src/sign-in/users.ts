import { randomUUID } from 'node:crypto'
import { activityEntry } from '../activity/activity.ts'
import { commandLine } from '../activity/persons.ts'
import type { Admin } from '../admin.ts'
import { NotFound, RuleBroken } from '../errors.ts'
import type { Database } from '../storage/database.ts'
import { webTexts } from '../web/texts.ts'
import type { Passwords } from './passwords.ts'
import type { SetUp } from './set-up.ts'
import { createSignInActivity } from './sign-in-activity.ts'
import { signInTexts } from './texts.ts'
import type { Throttle } from './throttle.ts'
import { adminFrom, type SetUpInput, sameAddress } from './user.ts'

/** Any number, the same in every instance: only one of them makes the first user. */
const firstUserLock = 5_162_539

interface Needs {
  db: Database
  passwords: Passwords
  setUp: SetUp
  throttle: Throttle
  now: () => Date
}

export type Users = ReturnType<typeof createUsers>

/** Those who sign in to the standalone server. */
export function createUsers({ db, passwords, setUp, throttle, now }: Needs) {
  const { signedIn, signedOut, failed } = createSignInActivity({ db, now })

  async function exist(): Promise<boolean> {
    return (await db.user.count()) > 0
  }

  /** Makes the first administrator. Throws RuleBroken for a wrong code, NotFound once there is a user. */
  async function addFirst(input: SetUpInput): Promise<Admin> {
    const { code, password, ...columns } = input
    if (await exist()) throw new NotFound(webTexts.text404)
    if (!(await setUp.spend(code))) throw new RuleBroken(signInTexts.codeWrong, { field: 'code' })
    const passwordHash = await passwords.hash(password)

    return db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM pg_advisory_xact_lock(${firstUserLock}::bigint)`
      if ((await tx.user.count()) > 0) throw new NotFound(webTexts.text404)
      const at = now()
      const user = await tx.user.create({
        data: { ...columns, id: randomUUID(), passwordHash, createdAt: at },
      })
      await tx.activityEntry.create({
        data: activityEntry(user, at, { what: 'user.added', subject: user.name, subjectId: user.id }),
      })

      return adminFrom(user)
    })
  }

  /** Throws RuleBroken, the same for everything that can be wrong, and TooMany. */
  async function signIn(email: string, password: string, ip: string): Promise<Admin> {
    const admin = await throttle.attempt({ email, ip }, () => recognise(sameAddress(email), password))
    if (!admin) throw new RuleBroken(signInTexts.wrong)
    await signedIn(admin, ip)

    return admin
  }

  /** Takes the same time whether there is such a user or not. */
  async function recognise(email: string, password: string): Promise<Admin | undefined> {
    const user = await db.user.findUnique({ where: { email } })
    const matches = await passwords.matches(password, user?.passwordHash ?? passwords.nobody)
    if (!user || !matches) return undefined
    if (passwords.isOutdated(user.passwordHash)) {
      const passwordHash = await passwords.hash(password)
      await db.user.update({ where: { id: user.id }, data: { passwordHash } })
    }

    return adminFrom(user)
  }

  /** Gives this user another password and ends their sessions. Answers whether there is such a user. */
  async function setPassword(email: string, password: string): Promise<boolean> {
    const user = await db.user.findUnique({
      where: { email: sameAddress(email) },
      select: { id: true, name: true },
    })
    if (!user) return false
    const passwordHash = await passwords.hash(password)
    const deed = { what: 'user.password-set', subject: user.name, subjectId: user.id } as const
    await db.$transaction([
      db.activityEntry.create({ data: activityEntry(commandLine, now(), deed) }),
      db.user.update({ where: { id: user.id }, data: { passwordHash } }),
      db.session.deleteMany({ where: { userId: user.id } }),
    ])

    return true
  }

  return { exist, addFirst, signIn, noteFailure: failed, noteSignOut: signedOut, setPassword }
}
