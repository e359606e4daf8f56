import { randomUUID } from 'node:crypto'
import type { Database } from '../../src/storage/database.ts'
import type { Prisma } from '../../src/storage/generated/client.ts'
import { addOutboxMails, pauseServer } from './outbox-mails.ts'

interface Shop {
  outgoing: string
  incoming: string
}

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)

/** What an admin finds on a bad day: a refused secret, a withdrawn sign-in, nothing sent or fetched, and who was told. */
export async function addTroubles(db: Database, shop: Shop): Promise<void> {
  const { sealedClientSecret } = await db.generalSettings.findUniqueOrThrow({ where: { id: 'general' } })
  await db.generalSettings.updateMany({
    data: {
      sealedFormerClientSecret: sealedClientSecret,
      clientSecretProvenAt: null,
      clientSecretFailure: { cause: 'client-secret-wrong', code: 'AADSTS7000215' },
      clientSecretValidUntil: new Date(Date.now() + 6 * 24 * 3_600_000),
    },
  })
  await db.outlookAccount.updateMany({
    data: { lastFailureAt: new Date(), lastFailure: { cause: 'sign-in-withdrawn', code: 'AADSTS50173' } },
  })
  await db.fetching.upsert(fetchingFailed(shop.incoming))
  await pauseServer(db, shop.outgoing)
  await addOutboxMails(db, shop.outgoing)
  await db.alert.create({ data: pastAlert() })
}

function fetchingFailed(serverId: string): Prisma.FetchingUpsertArgs {
  const failed = {
    ...{ nextAt: new Date(Date.now() + 60_000), failures: 4 },
    ...{ lastAt: hoursAgo(0.1), lastFailureAt: hoursAgo(0.1), failingSince: hoursAgo(3) },
    lastFailure: { cause: 'folder-missing', code: 'NO' },
  }

  return { where: { serverId }, create: { serverId, ...failed }, update: failed }
}

function pastAlert(): Prisma.AlertCreateInput {
  const failure = { cause: 'connection-broken', code: 'ECONNRESET' }
  const trouble = {
    key: 'past',
    kind: 'outgoing-server',
    path: '/outgoing-servers',
    subject: 'Bestellungen',
    failure,
  }

  return {
    id: randomUUID(),
    key: 'past',
    trouble: { ...trouble, since: hoursAgo(30).toISOString() },
    since: hoursAgo(30),
    openedAt: hoursAgo(29),
    resolvedAt: hoursAgo(27),
    notices: {
      create: [
        notice('opened', 'mail', 29, { state: 'sent', endedAt: hoursAgo(29) }),
        notice('recovered', 'webhook', 27, { attempts: 3, problem: 'webhook-failed' }),
      ],
    },
  }
}

function notice(
  kind: 'opened' | 'recovered',
  channel: 'mail' | 'webhook',
  hours: number,
  more: Partial<Prisma.AlertNoticeCreateWithoutAlertInput>,
): Prisma.AlertNoticeCreateWithoutAlertInput {
  return {
    ...{ id: randomUUID(), kind, channel, createdAt: hoursAgo(hours), nextAt: hoursAgo(hours) },
    ...more,
  }
}
