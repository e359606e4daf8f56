import { randomUUID } from 'node:crypto'
import type { Cause } from '../../src/failures/causes.ts'
import type { Database } from '../../src/storage/database.ts'
import type { MailState, Prisma } from '../../src/storage/generated/client.ts'

const mailbox = 'bestellung@mein-shop.example'
const failure = (cause: Cause, code: string) => ({
  cause,
  code,
  raw: `${code} Server busy. Try again later.`,
})

interface Told {
  subject: string
  to: string
  minutesAgo: number
  state: MailState
  more?: Partial<Prisma.OutboxMailUncheckedCreateInput>
}

const told: Told[] = [
  { subject: 'Ihre Bestellung 4711', to: 'kurt.kunde@example.com', minutesAgo: 1, state: 'sending' },
  {
    subject: 'Ihre Rechnung 2026-0815',
    to: 'buchhaltung@example.com',
    minutesAgo: 4,
    state: 'retry',
    more: { attempts: 2, reason: failure('server-busy', '451 4.7.500') },
  },
  {
    subject: 'Passwort zurücksetzen',
    to: 'anna@example.com',
    minutesAgo: 6,
    state: 'waiting',
    more: { reason: failure('client-secret-expired', 'AADSTS7000222') },
  },
  {
    subject: 'Gutschein über 50 €',
    to: 'jens@example.com',
    minutesAgo: 30,
    state: 'attention',
    more: {
      class: 'once',
      stage: 'data_started',
      reason: { ...failure('delivery-unclear', ''), looked: true },
    },
  },
  {
    subject: 'Ihre Bestellung 4709',
    to: 'unbekannt@example.com',
    minutesAgo: 50,
    state: 'failed',
    more: { reason: failure('recipient-unknown', '550 5.1.10') },
  },
  { subject: 'Newsletter November', to: 'kurt.kunde@example.com', minutesAgo: 90, state: 'cancelled' },
  {
    subject: 'Ihre Bestellung 4708 mit einem ungewöhnlich langen Betreff ohne Ende',
    to: 'eine.sehr.lange.adresse.ohne.umbruch@ein-langer-name-fuer-eine-domain.example',
    minutesAgo: 120,
    state: 'sent',
    more: {
      stage: 'accepted',
      fromName: 'Filiale Süd',
      fromAddress: 'filiale@mein-shop.example',
      fromUsed: mailbox,
      envelopeFrom: mailbox,
      step: '2a',
      attempts: 1,
      sentAt: new Date(),
      serverQueueId:
        '250 2.0.0 OK <AM0PR05MB1234@AM0PR05MB1234.eurprd05.prod.outlook.com> [Hostname=AM0PR05MB1234]',
      serverMessageId: '<AM0PR05MB1234@AM0PR05MB1234.eurprd05.prod.outlook.com>',
    },
  },
]

/** One mail in each state, with what a person would see of it: the addresses of their pages. */
export async function addOutboxMails(db: Database, serverId: string): Promise<string[]> {
  const ids: string[] = []
  for (const { subject, to, minutesAgo, state, more = {} } of told) {
    const id = randomUUID()
    const at = new Date(Date.now() - minutesAgo * 60_000)
    await db.outboxMail.create({
      data: {
        id,
        subject,
        state,
        contentHash: id,
        messageId: `<${id}@mein-shop.example>`,
        fromAddress: mailbox,
        fromName: 'Mein Shop',
        serverId,
        sealedMime: Buffer.from('sealed'),
        size: 48_213,
        search: `${subject} ${to} ${mailbox} <${id}@mein-shop.example>`.toLowerCase(),
        createdAt: at,
        nextAttemptAt: state === 'retry' ? new Date(Date.now() + 5 * 60_000) : at,
        // Nobody takes it up while it is looked at.
        leaseUntil: state === 'sending' ? new Date(Date.now() + 3_600_000) : null,
        recipients: { create: recipientsOf(state, to) },
        events: { create: eventsOf(state, at) },
        ...more,
      },
    })
    ids.push(id)
  }

  return ids.map((id) => `/mail/outbox/${id}`)
}

/** The whole server waits for a new client secret. */
export async function pauseServer(db: Database, serverId: string): Promise<void> {
  await db.sendingPause.create({
    data: {
      serverId,
      from: '',
      reason: failure('client-secret-expired', 'AADSTS7000222'),
      since: new Date(Date.now() - 3_600_000),
      nextProbeAt: new Date(Date.now() + 600_000),
      settings: 'as they were',
    },
  })
}

function recipientsOf(state: MailState, to: string): Prisma.OutboxRecipientCreateWithoutMailInput[] {
  if (state !== 'sent') return [{ no: 0, kind: 'to', address: to }]

  return [
    { no: 0, kind: 'to', name: 'Kurt Kunde', address: to, state: 'accepted', code: 250 },
    {
      no: 1,
      kind: 'cc',
      address: 'lager@example.com',
      state: 'refused',
      code: 550,
      reply: '550 5.1.1 No such user',
    },
  ]
}

function eventsOf(state: MailState, at: Date): Prisma.OutboxEventCreateWithoutMailInput[] {
  const reason = failure('server-busy', '451 4.7.500')
  const events: Record<MailState, Prisma.OutboxEventCreateWithoutMailInput[]> = {
    waiting: [],
    sending: [],
    retry: [1, 2].map((attempts) => ({ at, what: 'retry', detail: { reason, attempts } })),
    attention: [
      { at, what: 'handed-over' },
      { at, what: 'not-in-sent-items' },
      { at, what: 'attention', detail: { reason } },
    ],
    failed: [{ at, what: 'failed', detail: { reason: failure('recipient-unknown', '550 5.1.10') } }],
    cancelled: [{ at, what: 'cancelled', detail: { by: 'Maria Lehmann' } }],
    sent: [{ at, what: 'accepted', detail: { recipients: 1, response: '250 2.0.0 OK' } }],
  }

  return events[state]
}
