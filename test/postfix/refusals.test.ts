import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RemoteFailure } from '../../src/errors.ts'
import { diagnose } from '../../src/failures/diagnose.ts'
import { explain } from '../../src/failures/explain.ts'
import type { Failure } from '../../src/failures/failure.ts'
import { openSmtpConnection, type SmtpConnection } from '../../src/outgoing-servers/smtp.ts'
import { dovecotIsAvailable, startDovecot } from '../dovecot.ts'
import { makeCertificates } from '../microsoft-365/certificates.ts'
import { needs } from '../needs.ts'
import { postfixIsAvailable, startPostfix } from '../postfix.ts'

const password = 'of-the-shop'
const user = 'orders@mein-shop.example'
const customer = 'kundin@example.com'
const mostConnections = 3
const largest = 20_000

/** As strict as a provider's Postfix: what is refused here is refused in Postfix's own words. */
const strict = `
message_size_limit = ${largest}
smtpd_discard_ehlo_keywords = size
virtual_mailbox_maps = inline:{ { ${customer} = all/ } }
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_limit = 2
smtpd_recipient_overshoot_limit = 1
smtpd_sender_login_maps = inline:{ { chef@example.com = chef }, { ${user} = ${user} } }
smtpd_sender_restrictions = reject_sender_login_mismatch
smtpd_client_connection_count_limit = ${mostConnections}
smtpd_client_event_limit_exceptions =
`
interface Mail {
  from: string
  to: readonly string[]
  size: number
}

const isAvailable = postfixIsAvailable() && dovecotIsAvailable()

describe.runIf(needs('Postfix 3 and Dovecot 2.3, as root', isAvailable))(
  'what a real Postfix refuses',
  () => {
    // Also when the start breaks halfway: nobody else would end a Postfix.
    const ends: (() => Promise<void>)[] = []
    const place = { host: 'localhost', address: '127.0.0.1', port: 0, ca: '' }
    beforeAll(async () => {
      const { good: certificate, ca } = await makeCertificates()
      const dovecot = await startDovecot({ introspectionUrl: 'http://127.0.0.1:9/', certificate, password })
      ends.unshift(dovecot.close)
      const postfix = await startPostfix({ certificate, saslPort: dovecot.saslPort, more: strict })
      ends.unshift(postfix.close)
      Object.assign(place, { port: postfix.port, ca })
    })
    afterAll(async () => {
      for (const end of ends) await end()
    })

    const connect = (secret = password) =>
      openSmtpConnection({ ...place, encryption: 'starttls', silenceMs: 20_000 }, { user, password: secret })

    async function send({ from = user, to = [customer], size = 100 }: Partial<Mail>) {
      const smtp = await connect()
      try {
        return await smtp.send({
          from,
          to: [...to],
          size,
          body: Readable.from([`Subject: Ihre Bestellung\r\n\r\n${'Danke!\r\n'.repeat(size / 8)}`]),
        })
      } finally {
        await smtp.quit()
      }
    }

    async function failureOf(act: Promise<unknown>): Promise<Failure> {
      const error = await act.then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      if (error instanceof RemoteFailure) return error.failure
      throw new Error('Postfix refused nothing.', { cause: error })
    }

    test('a mail within its rules is taken', async () => {
      expect((await send({})).accepted).toEqual([customer])
    })

    test.each([
      ['recipient-unknown', '550 5.1.1', 'Den Empfänger gibt es nicht', { to: ['niemand@example.com'] }],
      [
        'wrong-mail-server',
        '554 5.7.1',
        'Dieser Server leitet Ihre E-Mails nicht weiter',
        { to: ['a@elsewhere.example'] },
      ],
      ['mail-too-large', '552 5.3.4', 'Die E-Mail ist zu groß', { size: 2 * largest }],
      [
        'from-refused',
        '553 5.7.1',
        'Der Mailserver hat den Absender abgelehnt',
        { from: 'chef@example.com' },
      ],
    ] as const)('%s: %s', async (cause, code, title, mail) => {
      const failure = await failureOf(send(mail))

      expect(failure).toMatchObject({ cause, code, signInWith: 'password' })
      expect(explain(failure, 'de').title).toBe(title)
    })

    test('too-many-recipients: 452 4.5.3, for those beyond its limit', async () => {
      const { accepted, refused } = await send({
        to: [customer, customer.toUpperCase(), 'Kundin@example.com'],
      })

      expect(accepted).toHaveLength(2)
      expect(refused.map(({ evidence }) => diagnose(evidence))).toMatchObject([
        { cause: 'too-many-recipients', code: '452 4.5.3' },
      ])
    })

    test('password-wrong: 535 5.7.8', async () => {
      expect(await failureOf(connect('another'))).toMatchObject({
        cause: 'password-wrong',
        code: '535 5.7.8',
      })
    })

    test('too-many-connections: 421 4.7.0', async () => {
      const open: SmtpConnection[] = []
      while (open.length < mostConnections) open.push(await connect())

      expect(await failureOf(connect())).toMatchObject({ cause: 'too-many-connections', code: '421 4.7.0' })
      for (const smtp of open) await smtp.quit()
    })
  },
)
