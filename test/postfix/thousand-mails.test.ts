import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDelivery } from '../../src/outbox/deliver.ts'
import { createSend } from '../../src/outbox/send.ts'
import { Prisma } from '../../src/storage/generated/client.ts'
import { useDatabase } from '../database.ts'
import { type Dovecot, dovecotIsAvailable, startDovecot } from '../dovecot.ts'
import { type Microsoft365, startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { needs } from '../needs.ts'
import { addServer, addSettings, deliveryNeeds, ordersMailbox, secrets } from '../outbox/shop.ts'
import { type Postfix, postfixIsAvailable, startPostfix } from '../postfix.ts'

const mails = 1000
const isAvailable = postfixIsAvailable() && dovecotIsAvailable()

describe.runIf(needs('Postfix 3 and Dovecot 2.3, as root', isAvailable))(
  'sending through a real Postfix',
  () => {
    const db = useDatabase()
    // Also when the start breaks halfway: nobody else would end a Postfix.
    const ends: (() => Promise<void>)[] = []
    let microsoft: Microsoft365
    let dovecot: Dovecot
    let postfix: Postfix
    beforeAll(async () => {
      microsoft = await startMicrosoft365()
      ends.unshift(microsoft.close)
      const { introspectionUrl, certificates } = microsoft
      dovecot = await startDovecot({ introspectionUrl, certificate: certificates.good })
      ends.unshift(dovecot.close)
      postfix = await startPostfix({ certificate: certificates.good, saslPort: dovecot.saslPort })
      ends.unshift(postfix.close)
    })
    afterAll(async () => {
      for (const end of ends) await end()
    })

    function createWorker(accessToken: string) {
      // Ten seconds a question: Exchange's thirty mails a minute are no limit then.
      let seconds = 0
      const clock = () => {
        seconds += 10

        return Prisma.sql`(clock_timestamp() + ${seconds}::float8 * interval '1 second')`
      }
      const expiresAt = new Date(Date.now() + 3_600_000)
      const token = { accessToken, expiresAt, signedInAs: ordersMailbox, mailbox: ordersMailbox }

      return createDelivery({
        ...deliveryNeeds(db, microsoft.ca, postfix.port),
        accessTokens: { get: async () => token },
        clock,
        leaseSeconds: 1_000_000,
      })
    }

    async function send(count: number): Promise<string[]> {
      const outbox = createSend({ db, secrets, now: () => new Date(), stored: () => {} })
      const order = { to: 'kundin@example.com', subject: 'Ihre Bestellung', text: 'Danke!' }

      return db.$transaction(
        async (tx) => {
          const ids: string[] = []
          while (ids.length < count) ids.push((await outbox(order, { tx })).messageId)

          return ids
        },
        { timeout: 60_000 },
      )
    }

    test('a thousand mails sign in with XOAUTH2, and each arrives once', async () => {
      await addSettings(db)
      await addServer(db, { port: postfix.port })
      const sent = await send(mails)
      const worker = createWorker(microsoft.accessTokenFor(ordersMailbox))
      await worker.deliverDue()
      await worker.stop()

      expect(await db.outboxMail.count({ where: { state: 'sent' } })).toBe(mails)
      await expect.poll(async () => (await postfix.messageIds()).length, { timeout: 60_000 }).toBe(mails)
      expect((await postfix.messageIds()).sort()).toEqual(sent.sort())
      expect((await postfix.log()).match(/sasl_method=XOAUTH2/g)).toHaveLength(mails)
    }, 180_000)

    test('a token that does not open the mailbox sends nothing', async () => {
      await addSettings(db)
      await addServer(db, { port: postfix.port })
      await send(1)
      await createWorker('worthless').deliverDue()

      expect(await db.outboxMail.findFirst()).toMatchObject({ state: 'waiting', attempts: 0 })
      expect(await db.sendingPause.count()).toBe(1)
    })
  },
)
