import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Failure } from '../../src/failures/failure.ts'
import { parseFailure } from '../../src/failures/stored-failure.ts'
import type { Prisma } from '../../src/storage/generated/client.ts'
import { useDatabase } from '../database.ts'
import { played } from '../failures/played.ts'
import { testSecrets } from '../host.ts'
import { type Says, startPlainServer } from '../outbox/plain-server.ts'
import { expectCause, someTime } from './expect-cause.ts'
import { type HttpAdmin, openHttpAdmin } from './http-admin.ts'
import { testServer } from './http-main-job.ts'
import { useMailroom } from './mailroom.ts'

const user = 'shop@mein-shop.example'
const at = new Date('2026-11-01T08:00:00Z')
const script = { says: (() => undefined) as Says }
let plain: Awaited<ReturnType<typeof startPlainServer>>
beforeAll(async () => {
  plain = await startPlainServer((line, subject) => script.says(line, subject))
})
afterAll(() => plain.close())

const db = useDatabase()
const mailroom = useMailroom(db, {
  settings: () => ({ MAIL_ALLOW_PORTS: String(plain.port), MAIL_ALLOW_PLAINTEXT: 'true' }),
})
beforeEach(async () => {
  await db.generalSettings.create({
    data: { customEmailServers: true, defaultFromAddress: user, version: 1 },
  })
})

const verbs = { greeting: 'CONNECT', ehlo: 'EHLO', auth: 'AUTH', mail: 'MAIL', rcpt: 'RCPT' } as const

function common(port = plain.port) {
  const id = randomUUID()

  return {
    ...({ id, name: id, signInWith: 'password', username: user, host: 'localhost', port } as const),
    ...({
      encryption: 'none',
      connectionChangedAt: at,
      createdAt: at,
      updatedAt: at,
      updatedBy: 'Ada',
    } as const),
  }
}

async function addOutgoing(more: Partial<Prisma.OutgoingServerCreateManyInput> = {}) {
  const data = { ...common(), ...more }
  const sealedPassword = testSecrets.seal('secret', `OutgoingServer.password:${data.id}`)
  await db.outgoingServer.create({ data: { fromFilter: user, ...data, sealedPassword } })

  return `/mail/outgoing-servers/${data.id}`
}

async function addIncoming() {
  const data = common()
  const sealedPassword = testSecrets.seal('secret', `IncomingServer.password:${data.id}`)
  await db.incomingServer.create({ data: { ...data, sealedPassword } })

  return `/mail/incoming-servers/${data.id}`
}

function failureIn(json: unknown): Failure {
  const failure = parseFailure(json)
  if (!failure) throw new Error('There was no failure')

  return failure
}

/** Tests the server, and holds the page to the catalogue. */
async function expectTested(admin: HttpAdmin, server: string, button?: string): Promise<string> {
  const page = await testServer(admin, mailroom, server, button)
  const { failure, ...tested } = await db.connectionTest.findFirstOrThrow()
  const told = failureIn(failure)
  const { host, port } = await rowOf(server)
  expect(tested.state).toBe('failed')
  await expectCause(admin, page, told, { user, from: user, host, port, byHand: true, serverHref: server })

  return told.cause
}

async function rowOf(server: string): Promise<{ host: string; port: number }> {
  const where = { id: server.split('/').at(-1) ?? '' }

  return server.includes('outgoing')
    ? db.outgoingServer.findUniqueOrThrow({ where })
    : db.incomingServer.findUniqueOrThrow({ where })
}

test.each(played.smtp)(
  '$cause: when a mail server says it, the test page tells it in both languages',
  async ({ cause, evidence: { stage, code, text } }) => {
    const verb = Object.entries(verbs).find(([name]) => name === stage)?.[1] ?? stage
    script.says = (line) => (line.startsWith(verb) ? `${code} ${text}` : undefined)

    expect(await expectTested(await openHttpAdmin(mailroom), await addOutgoing())).toBe(cause)
  },
)

test.each(played.imap)(
  '$cause: when an IMAP server says it, the test page tells it in both languages',
  async ({ cause, evidence: { status, text } }) => {
    script.says = imapThatSays(`${status} ${text}`)

    const server = await addIncoming()

    expect(await expectTested(await openHttpAdmin(mailroom), server, 'Test & confirm')).toBe(cause)
  },
)

/** Refuses whoever signs in, in these words. */
function imapThatSays(answer: string): Says {
  return (line) => {
    if (line === 'CONNECT') return '* OK ready'
    const [tag = '', command = ''] = line.split(' ')
    if (command === 'CAPABILITY') return `* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n${tag} OK done`

    return /LOGIN|AUTHENTICATE/.test(command) ? `${tag} ${answer}` : `${tag} OK done`
  }
}

test.each([
  ['address-not-allowed', { host: '10.1.2.3' }, undefined],
  ['port-not-allowed', { port: 9 }, undefined],
  ['server-name-unknown', { host: `${'x'.repeat(64)}.example` }, undefined],
  ['not-a-mail-server', {}, 'HTTP/1.1 400 Bad Request'],
  ['port-and-encryption-differ', { encryption: 'tls' }, undefined],
  ['no-encryption-offered', { encryption: 'starttls' }, undefined],
] as const)(
  '%s: found on the way, the test page tells it in both languages',
  async (cause, more, greeting) => {
    script.says = (line) => (line === 'CONNECT' ? greeting : undefined)

    expect(await expectTested(await openHttpAdmin(mailroom), await addOutgoing(more))).toBe(cause)
  },
)

test('when a server says it of a mail, the page of the mail tells it in both languages', async () => {
  script.says = (line, subject) => {
    const said = played.mails.find(({ cause }) => cause === subject)?.evidence

    return line === '.' && said ? `${said.code} ${said.text}` : undefined
  }
  // A server for each, because some of these answers stop one.
  const mails = await Promise.all(
    played.mails.map(async ({ cause }) => {
      const from = `${cause}@mein-shop.example`
      const serverHref = await addOutgoing({ fromFilter: from, username: from })

      return {
        ...{ cause, from, serverHref },
        ...(await mailroom.mail.outbox.send({ from, to: user, subject: cause, text: 'Vielen Dank.' })),
      }
    }),
  )

  await mailroom.mail.outbox.deliverDue()

  const admin = await openHttpAdmin(mailroom)
  for (const { id, cause, from, serverHref } of mails) {
    const { reason, state } = await db.outboxMail.findUniqueOrThrow({ where: { id } })
    expect(parseFailure(reason)?.cause).toBe(cause)
    const page = await admin.open(`/mail/outbox/${id}`)
    await expectCause(admin, page, failureIn(reason), {
      ...{ from, serverHref },
      ...(state === 'failed' ? { byHand: true } : { time: someTime }),
    })
  }
})
