import { describe, expect, test } from 'vitest'
import { TooMany } from '../../src/errors.ts'
import { createThrottle, networkOf, pauseMs, refusedUntil } from '../../src/sign-in/throttle.ts'
import { useDatabase } from '../database.ts'
import { describeOnBothDatabases } from '../postgres.ts'
import { addUser, bernd, maria, useStandalone } from './standalone.ts'

const start = Date.UTC(2026, 10, 24, 12)
const at = (seconds: number): Date => new Date(start + seconds * 1000)

describe('the rules', () => {
  test('from the third failure on an account rests 1, 2, 4 … seconds, and never more than a minute', () => {
    const pauses = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99].map((failures) => pauseMs(failures) / 1000)

    expect(pauses).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
  })

  test('an account rests from its last failure, whoever tried', () => {
    const failures = [1, 2, 3, 4].map((second) => ({
      email: 'a@x.example',
      address: `10.0.0.${second}`,
      at: at(second),
    }))
    const by = { email: 'a@x.example', address: '10.0.0.9' }

    expect(refusedUntil(failures, by, at(5))).toEqual(at(6))
    expect(refusedUntil(failures, by, at(6))).toBeUndefined()
    expect(refusedUntil(failures, { ...by, email: 'b@x.example' }, at(5))).toBeUndefined()
  })

  test('an address waits until fewer than 20 failures of ten minutes are left', () => {
    const failures = Array.from({ length: 20 }, (_, i) => ({
      email: `${i}@x.example`,
      address: '10.0.0.1',
      at: at(i),
    }))
    const by = { email: 'new@x.example', address: '10.0.0.1' }

    expect(refusedUntil(failures.slice(1), by, at(20))).toBeUndefined()
    expect(refusedUntil(failures, by, at(20))).toEqual(at(600))
    expect(refusedUntil(failures, { ...by, address: '10.0.0.2' }, at(20))).toBeUndefined()
  })

  test('300 failures in ten minutes are the most from everywhere together', () => {
    const failures = Array.from({ length: 300 }, (_, i) => ({
      email: `${i}@x.example`,
      address: `10.0.0.${i}`,
      at: at(i),
    }))

    expect(refusedUntil(failures, { email: 'new@x.example', address: '10.9.9.9' }, at(300))).toEqual(at(600))
  })

  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s counts as %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network)
  })
})

describeOnBothDatabases('many tries at once', (db) => {
  test('do not slip past the limit of an account', async () => {
    const throttle = createThrottle({ db, now: () => at(0) })
    let worked = 0
    const tries = Array.from({ length: 12 }, () =>
      throttle
        .attempt({ email: 'a@x.example', ip: '192.0.2.7' }, async () => {
          worked += 1

          return undefined
        })
        .catch((error: unknown) => error),
    )

    const refused = (await Promise.all(tries)).filter((result) => result instanceof TooMany)

    expect(worked).toBe(3)
    expect(refused).toHaveLength(9)
  })
})

describe('on the sign-in page', () => {
  const db = useDatabase()
  const clock = { now: at(0) }
  const server = useStandalone(db, { now: () => clock.now, settings: { TRUST_PROXY: '10.0.0.1' } })
  const behindProxy = (ip: string) => server.visitor({ 'x-forwarded-for': ip })

  test('the 21st wrong try from one address is refused, everyone else gets in, and later the address too', async () => {
    clock.now = at(0)
    await addUser(db, maria)
    await addUser(db, bernd)
    const attacker = server.visitor()
    const statuses: number[] = []
    for (let n = 1; n <= 25; n += 1) {
      const { status } = await attacker.post('/sign-in', { email: `guess${n}@x.example`, password: 'wrong' })
      statuses.push(status)
    }

    expect(statuses).toEqual([...Array(20).fill(422), ...Array(5).fill(429)])
    const inject = { remoteAddress: '192.0.2.200' }
    const elsewhere = await server.app.inject({
      ...inject,
      method: 'POST',
      url: '/sign-in',
      headers: {
        host: 'admin.mein-shop.example',
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams({ email: bernd.email, password: bernd.password }).toString(),
    })
    expect(elsewhere.statusCode).toBe(303)

    clock.now = at(601)
    expect((await attacker.signIn(maria)).status).toBe(303)
  })

  test('too many tries end in a page that says when to try again', async () => {
    clock.now = at(0)
    await addUser(db, maria)
    const visitor = server.visitor()
    for (let n = 1; n <= 3; n += 1) await visitor.signIn({ ...maria, password: 'wrong' })

    const refused = await visitor.signIn(maria)

    expect(refused.status).toBe(429)
    expect(refused.body).toContain('Too many attempts')
    expect(refused.body).toContain('You have tried to sign in too often. Try again at 13:01.')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    clock.now = at(2)
    expect((await visitor.signIn(maria)).status).toBe(303)
  })

  test('an address a stranger claims to be forwarded for does not count', async () => {
    clock.now = at(0)
    for (let n = 1; n <= 20; n += 1)
      await behindProxy(`198.51.100.${n}`).post('/sign-in', { email: `g${n}@x.example`, password: 'wrong' })

    const next = await behindProxy('198.51.100.99').post('/sign-in', {
      email: 'z@x.example',
      password: 'wrong',
    })

    expect(next.status).toBe(429)
    expect(await db.signInFailure.count({ where: { address: '127.0.0.1' } })).toBe(20)
  })
})
