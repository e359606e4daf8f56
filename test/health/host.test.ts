import { beforeAll, expect, test } from 'vitest'
import { mailHealth } from '../../src/health/health.ts'
import { useDatabase } from '../database.ts'
import { useHost } from '../host.ts'

const db = useDatabase()
const token = 'a-token-of-the-scraper'
const host = useHost({ db, settings: { METRICS_TOKEN: token } })
beforeAll(async () => {
  await host.app.register(mailHealth, { mail: host.mail, prefix: '/mail-health' })
})

test('a host that mounts it answers supervisors below its own prefix, without a sign-in', async () => {
  expect(await host.app.inject('/mail-health/healthz')).toMatchObject({ statusCode: 200, body: 'ok' })

  const answer = await host.app.inject('/mail-health/readyz')
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toMatchObject({ ready: false, failed: ['keys', 'worker'] })
  expect(answer.headers['cache-control']).toBe('no-store')
})

test('with METRICS_TOKEN its bearer reads the metrics, and nobody else, wherever he sits', async () => {
  const ask = async (authorization?: string) => {
    const headers = authorization ? { authorization } : {}

    return (await host.app.inject({ url: '/mail-health/metrics', headers })).statusCode
  }

  expect(await ask(`Bearer ${token}`)).toBe(200)
  for (const wrong of [undefined, `Bearer ${token}x`, 'Bearer ', `Basic ${token}`, token])
    expect(await ask(wrong), wrong).toBe(401)
})
