import { beforeEach, expect, test } from 'vitest'
import { parseAadsts } from '../../src/failures/aadsts.ts'
import type { IdentityEvidence } from '../../src/failures/failure.ts'
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

/** From now on every token request is answered with the words of this example. */
function refuseTokens({ error, suberror, text = '' }: IdentityEvidence): void {
  const [code = 0] = parseAadsts(text).numbers
  mailroom.microsoft.policy.tokenRefusal = {
    error,
    code,
    text: text.replace(/^AADSTS\d+: /, ''),
    ...(suberror ? { suberror } : {}),
  }
}

test.each(played.identity)(
  '$cause: when Microsoft says it at a renewal, the test page tells it in both languages',
  async ({ cause, evidence }) => {
    const { microsoft } = mailroom
    const user = microsoft.accounts.orders.address
    microsoft.setTokenLifetime(60)
    const admin = await openHttpAdmin(mailroom)
    const { server } = await connectNewServer(admin, mailroom)
    await lastTest(admin, mailroom, server)
    refuseTokens(evidence)

    const page = await testServer(admin, mailroom, server)

    await expectCause(admin, page, { cause }, { user, byHand: true, serverHref: server })
  },
)

test.each(played.codes)(
  '$cause: when Microsoft says it of the code, the page after Microsoft tells it in both languages',
  async ({ cause, evidence }) => {
    const user = mailroom.microsoft.accounts.orders.address
    const admin = await openHttpAdmin(mailroom)
    refuseTokens(evidence)

    const { page, server } = await connectNewServer(admin, mailroom)

    expect(page.url).toContain('/result')
    await expectCause(admin, page, { cause }, { user, byHand: true, serverHref: server })
  },
)
