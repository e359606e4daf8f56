import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSessionStore } from '../../src/sign-in/sessions.ts'
import { createThrottle } from '../../src/sign-in/throttle.ts'
import { describeOnBothDatabases } from '../postgres.ts'
import { addUser, bernd, maria } from '../sign-in/standalone.ts'
import { now, start, twentyAtOnce } from './at-once.ts'

const minuteMs = 60_000

describeOnBothDatabases('sessions', (db) => {
  const clock = { now: start }
  const store = createSessionStore({ db, now: () => clock.now })
  const keep = (id: string, userId: string) =>
    new Promise<void>((done, fail) => {
      const session = { cookie: { originalMaxAge: null }, admin: { id: userId, name: maria.name } }
      store.set(id, session, (error: unknown) => (error ? fail(error) : done()))
    })
  const hashOf = (id: string) => createHash('sha256').update(id).digest('base64url')
  const idsOf = async (userId: string) =>
    new Set((await db.session.findMany({ where: { userId } })).map(({ idHash }) => idHash))

  test('of twenty sign-ins of one user at once five stay, and another user keeps theirs', async () => {
    const user = await addUser(db, maria)
    const other = await addUser(db, bernd)
    await keep('of another', other)

    const { errors } = await twentyAtOnce((no) => keep(`browser ${no}`, user))

    expect(errors).toEqual({})
    expect((await idsOf(user)).size).toBe(5)
    expect(await idsOf(other)).toEqual(new Set([hashOf('of another')]))
  })

  test('the ones used last stay', async () => {
    const user = await addUser(db, maria)
    for (const no of [0, 1, 2, 3, 4, 5, 6]) {
      clock.now = new Date(start.getTime() + no * minuteMs)
      await keep(`browser ${no}`, user)
    }

    expect(await idsOf(user)).toEqual(new Set([2, 3, 4, 5, 6].map((no) => hashOf(`browser ${no}`))))
  })

  test('saved twenty times at once, one session is one row', async () => {
    const user = await addUser(db, maria)

    const { errors } = await twentyAtOnce(() => keep('browser', user))

    expect(errors).toEqual({})
    expect(await idsOf(user)).toEqual(new Set([hashOf('browser')]))
  })
})

describeOnBothDatabases('the throttle', (db) => {
  const throttle = createThrottle({ db, now })

  test('lets three of twenty wrong tries at once through, from whichever address', async () => {
    let tried = 0
    const { done, errors } = await twentyAtOnce((no) =>
      throttle.attempt({ email: maria.email, ip: `192.0.2.${no}` }, async () => {
        tried += 1

        return undefined
      }),
    )

    expect(tried).toBe(3)
    expect(done).toHaveLength(3)
    expect(errors).toEqual({ TooMany: 17 })
  })

  test('lets twenty tries of one address at once through, and then none', async () => {
    const guess = (no: number) =>
      throttle.attempt({ email: `${no}@x.example`, ip: '192.0.2.7' }, async () => undefined)

    expect((await twentyAtOnce(guess)).errors).toEqual({})
    expect((await twentyAtOnce((no) => guess(100 + no))).errors).toEqual({ TooMany: 20 })
  })

  test('forgets tries that were right', async () => {
    const { done, errors } = await twentyAtOnce((no) =>
      throttle.attempt({ email: `${no}@x.example`, ip: '192.0.2.7' }, async () => no),
    )

    expect(errors).toEqual({})
    expect(done).toHaveLength(20)
    expect(await db.signInFailure.count()).toBe(0)
  })
})
