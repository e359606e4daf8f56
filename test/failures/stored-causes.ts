import { randomUUID } from 'node:crypto'
import type { Cause } from '../../src/failures/causes.ts'
import { diagnose } from '../../src/failures/diagnose.ts'
import type { Evidence, Failure } from '../../src/failures/failure.ts'
import type { Outcome } from '../../src/microsoft/sign-in.ts'
import type { Database } from '../../src/storage/database.ts'
import { Prisma } from '../../src/storage/generated/client.ts'
import { fillSettings } from '../main-job/fill-settings.ts'
import type { Mailroom } from '../main-job/mailroom.ts'
import { addServer } from '../outbox/shop.ts'
import { identityExamples } from './identity-examples.ts'
import { imapExamples, networkExamples } from './mail-examples.ts'
import { smtpExamples } from './smtp-examples.ts'

/** Where an admin meets a failure, and whose words it is told from there. */
const heardAt = {
  account: [identityExamples],
  'sign-in': [identityExamples],
  test: [networkExamples, smtpExamples, imapExamples, identityExamples],
  mail: [smtpExamples, identityExamples],
  fetching: [imapExamples, networkExamples],
  webhook: [],
  troubleshooting: [],
} as const satisfies Record<string, readonly (readonly { cause: Cause; evidence: Evidence }[])[]>

export type Place = keyof typeof heardAt

const mailbox = 'orders@mein-shop.example'
const at = new Date('2026-11-01T08:00:00Z')
const endings: Partial<Record<Cause, Outcome>> = {
  'consent-refused': 'denied',
  'admin-approval-needed': 'admin-approval',
  'wrong-account': 'wrong-account',
  'scope-missing': 'missing-scope',
  'no-refresh-token': 'no-refresh-token',
  'sign-in-run-out': 'run-out',
}
const here = { host: 'mail.mein-shop.example', port: 587 }
const own: Partial<Record<Cause, object>> = {
  'webhook-gone': { code: '410' },
  'webhook-refuses': { code: '500' },
  'webhook-redirects': { code: '302' },
}

/** As the adapters hear it: judged by the rules from the real words, or found by Mailroom itself. */
function failureOf(cause: Cause, place: Place): Failure {
  const heard = heardAt[place].flatMap((examples) => [...examples]).find((one) => one.cause === cause)
  if (heard) return diagnose(heard.evidence)

  return { ...diagnose({ kind: 'mailroom', cause, ...here }), ...own[cause] }
}

/** A shop in which anything can go wrong: what was stored for a cause, and the page that tells it. */
export async function startShop(db: Database, mailroom: Mailroom) {
  const { id: adminId } = await db.user.findFirstOrThrow()
  await fillSettings(mailroom)
  const outgoing = await addServer(db, { port: 587 })
  const { outlookAccountId } = await db.outgoingServer.findUniqueOrThrow({ where: { id: outgoing } })
  const [incoming, test, mail, signIn] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  const account = { id: outlookAccountId ?? '' }
  // Renewed so lately that nobody renews it meanwhile.
  await db.outlookAccount.update({ where: account, data: { lastSuccessAt: new Date(Date.now() - 60_000) } })
  await db.incomingServer.create({ data: { ...incomingServer(incoming), outlookAccountId } })
  await db.connectionTest.create({ data: connectionTest(test, outgoing) })
  await db.outboxMail.create({ data: outboxMail(mail, outgoing) })
  await db.outlookSignIn.create({ data: { ...trip(signIn, adminId), outgoingServerId: outgoing } })

  const store: Record<
    Exclude<Place, 'troubleshooting'>,
    (failure: Prisma.InputJsonObject) => Promise<string>
  > = {
    async account(lastFailure) {
      await db.outlookAccount.update({ where: account, data: { lastFailure, lastFailureAt: new Date() } })

      return `/mail/outgoing-servers/${outgoing}`
    },
    async 'sign-in'(failure) {
      const outcome = endings[failure['cause'] as Cause] ?? 'other'
      const outcomeDetail = {
        failure,
        got: 'ada@mein-shop.example',
        mismatch: 'other-address',
        missing: ['read'],
      }
      await db.outlookSignIn.update({ where: { id: signIn }, data: { outcome, outcomeDetail } })

      return `/mail/outlook-sign-ins/${signIn}/result`
    },
    async test(failure) {
      await db.connectionTest.update({ where: { id: test }, data: { failure } })

      return `/mail/connection-tests/${test}`
    },
    async mail(reason) {
      await db.outboxMail.update({ where: { id: mail }, data: { reason } })

      return `/mail/outbox/${mail}`
    },
    async fetching(lastFailure) {
      const data = { lastAt: at, lastFailure, lastFailureAt: at, failingSince: at }
      await db.fetching.update({ where: { serverId: incoming }, data })

      return `/mail/incoming-servers/${incoming}`
    },
    async webhook(webhookFailure) {
      const data = { webhookUrl: 'https://erp.mein-shop.example/mail', webhookFailures: 3, webhookFailure }
      await db.inboxSettings.upsert({ where: { id: 'inbox' }, create: data, update: data })

      return '/mail/inbox/settings'
    },
  }

  return {
    outgoing,
    incoming,
    /** Stores the failure as what meets it does, and answers the address of the page that tells it. */
    meet: async (cause: Cause, place: Place): Promise<string> =>
      place === 'troubleshooting' ? `/mail/troubleshooting` : store[place]({ ...failureOf(cause, place) }),
  }
}

function incomingServer(id: string): Prisma.IncomingServerUncheckedCreateInput {
  // Nobody looks into the mailbox meanwhile.
  const soon = new Date(Date.now() + 3_600_000)

  return {
    ...{ id, name: 'Antworten', signInWith: 'outlook', username: mailbox, host: 'localhost', port: 993 },
    ...{ encryption: 'tls', confirmedAt: at, connectionChangedAt: at },
    ...{ createdAt: at, updatedAt: at, updatedBy: 'Maria' },
    fetching: { create: { nextAt: soon, leaseUntil: soon, leaseNo: 1 } },
  }
}

function connectionTest(id: string, outgoingServerId: string): Prisma.ConnectionTestUncheckedCreateInput {
  return {
    ...{ id, outgoingServerId, state: 'failed', steps: [], failure: Prisma.JsonNull },
    ...{ startedBy: 'maria', startedByName: 'Maria', startedAt: at, finishedAt: at },
  }
}

function outboxMail(id: string, serverId: string): Prisma.OutboxMailUncheckedCreateInput {
  return {
    ...{ id, serverId, subject: 'Ihre Bestellung 4711', state: 'failed', contentHash: id, attempts: 1 },
    ...{ messageId: `<${id}@mein-shop.example>`, fromAddress: mailbox, fromUsed: mailbox },
    ...{ sealedMime: Buffer.from('sealed'), size: 48_213, search: '', createdAt: at, nextAttemptAt: at },
    recipients: { create: [{ no: 0, kind: 'to', address: 'kundin@example.com' }] },
  }
}

function trip(
  id: string,
  adminId: string,
): Omit<Prisma.OutlookSignInUncheckedCreateInput, 'outgoingServerId'> {
  return {
    ...{ id, adminId, stateHash: id, browserHash: 'a browser', purpose: 'both', mailbox },
    ...{ clientId: 'a client', redirectUri: 'https://shop.example/microsoft_outlook/confirm' },
    ...{ sealedVerifier: '', sealedNonce: '', createdAt: at, expiresAt: at, usedAt: at },
  }
}
