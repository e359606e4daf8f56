import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { linkWith } from '../main-job/html-page.ts'
import { openHttpAdmin } from '../main-job/http-admin.ts'
import { addServer, enterCredentials, throughMicrosoft } from '../main-job/http-main-job.ts'
import { useMailroom } from '../main-job/mailroom.ts'

const db = useDatabase()
const mailroom = useMailroom(db)

test('an admin who became a viewer during the trip cannot finish it, and as an admin again still can', async () => {
  const admin = await openHttpAdmin(mailroom)
  await enterCredentials(admin, mailroom)
  const leaving = await addServer(admin, mailroom)
  const { url } = await throughMicrosoft(mailroom, leaving)
  await db.user.updateMany({ data: { role: 'viewer' } })
  const before = await db.outlookSignIn.findMany()

  const refused = await admin.send('GET', url)

  expect(refused).toMatchObject({
    status: 403,
    headers: { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  })
  expect(mailroom.microsoft.calls.token).toBe(0)
  expect(await db.outlookAccount.count()).toBe(0)
  expect(await db.outlookSignIn.findMany()).toEqual(before)

  await db.user.updateMany({ data: { role: 'admin' } })
  expect((await admin.send('GET', url)).headers['location']).toBe(
    `${linkWith(leaving, 'Cancel')}?done=connected`,
  )
  const running = await db.connectionTest.findFirstOrThrow()
  await mailroom.mail.connectionTests.waitFor(running.id)
})

test('who is no longer signed in is sent to sign in, without the code', async () => {
  const admin = await openHttpAdmin(mailroom)
  admin.cookies.delete('sid')

  expect(await admin.send('GET', '/microsoft_outlook/confirm?state=x&code=y')).toMatchObject({
    status: 303,
    headers: { location: '/sign-in?why=microsoft' },
  })
})
