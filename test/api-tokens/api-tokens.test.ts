import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createApiTokens } from '../../src/api-tokens/api-tokens.ts'
import { useDatabase } from '../database.ts'
import { ada } from '../host.ts'

const db = useDatabase()
const webShop = { name: 'Web shop', maySend: true, mayRead: false }
const clock = { now: new Date('2026-11-24T12:00:00Z') }
const tokens = createApiTokens({ db, now: () => clock.now })

test('a token lets its program in, and is stored as nothing but its hash', async () => {
  const { id, token } = await tokens.make(webShop, ada)

  expect(token).toMatch(/^mailroom_[\w-]{43}$/)
  expect(await tokens.check(token)).toEqual({ id, ...webShop })
  const [row] = await db.apiToken.findMany()
  expect(row).toMatchObject({
    tokenHash: createHash('sha256').update(token).digest('base64url'),
    tail: token.slice(-4),
    createdBy: 'Ada Admin',
  })
  const activity = await db.activityEntry.findMany()
  const everything = `${JSON.stringify(row)} ${activity.map(({ detail, subject }) => `${subject} ${JSON.stringify(detail)}`)}`
  expect(everything).not.toContain(token.slice(9, -4))
})

test('what is no token, another one, or revoked, lets nobody in', async () => {
  const { id, token } = await tokens.make(webShop, ada)
  const other = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
  for (const wrong of ['', 'mailroom_', other, `${token} `, `${token}x`, token.slice(9), token.toUpperCase()])
    expect(await tokens.check(wrong)).toBeUndefined()
  await tokens.revoke(id, ada)

  expect(await tokens.check(token)).toBeUndefined()
})

test('when it was last used is noted once a minute at most', async () => {
  const { id, token } = await tokens.make(webShop, ada)
  expect((await tokens.get(id)).lastUsedAt).toBeNull()
  const start = clock.now
  for (const seconds of [0, 30, 59]) {
    clock.now = new Date(start.getTime() + seconds * 1000)
    await tokens.check(token)
  }
  expect((await tokens.get(id)).lastUsedAt).toEqual(start)
  clock.now = new Date(start.getTime() + 60_000)
  await tokens.check(token)

  expect((await tokens.get(id)).lastUsedAt).toEqual(clock.now)
})

test('a name is free again once its token is revoked, and who did what stays', async () => {
  const first = await tokens.make(webShop, ada)
  await expect(tokens.make(webShop, ada)).rejects.toThrow('with this name already')
  await tokens.revoke(first.id, ada)
  await tokens.revoke(first.id, ada)
  await tokens.make(webShop, ada)

  expect((await tokens.list()).map(({ revokedBy }) => revokedBy).sort()).toEqual(['Ada Admin', null])
  const entries = await db.activityEntry.findMany({ orderBy: { id: 'asc' } })
  expect(entries.map(({ what, adminName, subject }) => `${adminName}: ${what} ${subject}`)).toEqual([
    'Ada Admin: api-token.made Web shop',
    'Ada Admin: api-token.revoked Web shop',
    'Ada Admin: api-token.made Web shop',
  ])
})
