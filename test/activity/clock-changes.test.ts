import { expect, test } from 'vitest'
import { activityEntry } from '../../src/activity/activity.ts'
import { useDatabase } from '../database.ts'
import { ada, useHost } from '../host.ts'

const db = useDatabase()
const host = useHost({ db })

/** Which of these moments, by name, an admin finds who asks for one day. */
async function found(day: string, moments: Record<string, string>): Promise<string[]> {
  await db.activityEntry.createMany({
    data: Object.entries(moments).map(([subject, at]) =>
      activityEntry(ada, new Date(at), { what: 'user.added', subject }),
    ),
  })
  const { body } = await host.get(`/mail/activity/export?as=json&from=${day}&to=${day}`)

  return JSON.parse(body)
    .map(({ subject }: { subject: string }) => subject)
    .reverse()
}

test('the day of 23 hours, when summer begins, is found whole and alone', async () => {
  const moments = {
    'Saturday, 23:59:59': '2026-03-28T22:59:59.999Z',
    'Sunday, 0:00': '2026-03-28T23:00:00Z',
    'Sunday, 1:59:59, winter': '2026-03-29T00:59:59Z',
    'Sunday, 3:00, summer': '2026-03-29T01:00:00Z',
    'Sunday, 23:59:59': '2026-03-29T21:59:59.999Z',
    'Monday, 0:00': '2026-03-29T22:00:00Z',
  }

  expect(await found('29.03.2026', moments)).toEqual(Object.keys(moments).slice(1, -1))
})

test('the day of 25 hours, when summer ends, is found whole and alone', async () => {
  const moments = {
    'Saturday, 23:59:59': '2026-10-24T21:59:59.999Z',
    'Sunday, 0:00': '2026-10-24T22:00:00Z',
    'Sunday, 2:30, summer': '2026-10-25T00:30:00Z',
    'Sunday, 2:30, winter': '2026-10-25T01:30:00Z',
    'Sunday, 23:59:59': '2026-10-25T22:59:59.999Z',
    'Monday, 0:00': '2026-10-25T23:00:00Z',
  }

  expect(await found('2026-10-25', moments)).toEqual(Object.keys(moments).slice(1, -1))
})
