import { beforeEach, expect, test } from 'vitest'
import { parseAadsts } from '../../src/failures/aadsts.ts'
import { useDatabase } from '../database.ts'
import { played } from '../failures/played.ts'
import { createClock } from './clock.ts'
import { expectCause } from './expect-cause.ts'
import { openHttpAdmin } from './http-admin.ts'
import { connectNewServer, lastTest, testServer } from './http-main-job.ts'
import { useMailroom } from './mailroom.ts'

const clock = createClock()
const db = useDatabase()
const mailroom = useMailroom(db, { now: clock.now })

// A busy Microsoft is left alone for half a minute.
beforeEach(() => clock.later(31_000))

test.each(played.identity)(
  '$cause: when Microsoft says it at a renewal, the test page tells it in both languages',
  async ({ cause, evidence: { error, suberror, text = '' } }) => {
    const { microsoft } = mailroom
    microsoft.setTokenLifetime(60)
    const admin = await openHttpAdmin(mailroom)
    const { server } = await connectNewServer(admin, mailroom)
    await lastTest(admin, mailroom, server)
    const [code = 0] = parseAadsts(text).numbers
    microsoft.policy.tokenRefusal = {
      error,
      code,
      text: text.replace(/^AADSTS\d+: /, ''),
      ...(suberror ? { suberror } : {}),
    }

    const page = await testServer(admin, mailroom, server)

    const account = await db.connectionTest.findFirstOrThrow({ orderBy: { startedAt: 'desc' } })
    expect(account.state).toBe('failed')
    const { orders } = microsoft.accounts
    await expectCause(admin, page, { cause }, { user: orders.address, byHand: true, serverHref: server })
  },
)
