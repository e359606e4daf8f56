import { randomUUID } from 'node:crypto'
import type { AccessToken } from '../../src/microsoft/access-tokens.ts'
import { createGuard } from '../../src/network/guard.ts'
import { createDelivery, type DeliveryNeeds } from '../../src/outbox/deliver.ts'
import { createSend } from '../../src/outbox/send.ts'
import type { Database } from '../../src/storage/database.ts'
import { Prisma } from '../../src/storage/generated/client.ts'
import { createSecrets } from '../../src/storage/secrets.ts'
import { useBesideMicrosoft } from '../microsoft-365/beside.ts'
import type { Microsoft365 } from '../microsoft-365/microsoft-365.ts'

export const ordersMailbox = 'orders@mein-shop.example'
export const annasMailbox = 'anna@mein-shop.example'
/** Permissions an account may have been given. */
export const bothScopes = [
  'https://outlook.office.com/SMTP.Send',
  'https://outlook.office.com/IMAP.AccessAsUser.All',
]
export const key = Buffer.alloc(32, 7)
export const secrets = createSecrets([{ id: 'k1', bytes: key }])
const at = new Date('2026-11-01T08:00:00Z')

export type Shop = ReturnType<typeof createShop>

/** An outbox beside a Microsoft 365 of its own; both are empty before each test. */
export function useShop(db: Database): () => Shop {
  return useBesideMicrosoft(async (microsoft) => {
    await addSettings(db)

    return createShop(db, microsoft)
  })
}

/** For a worker: what the server has accepted cannot be saved. */
export function loseDatabase(point: string): void {
  if (point === 'accepted') throw new Error('The database is gone.')
}

export async function addSettings(db: Database): Promise<void> {
  await db.generalSettings.create({
    data: {
      customEmailServers: true,
      aliasDomain: 'mein-shop.example',
      defaultFromAddress: ordersMailbox,
      version: 1,
    },
  })
}

/** An Outlook server of this mailbox, connected. */
export async function addServer(
  db: Database,
  {
    port,
    mailbox = ordersMailbox,
    scopes = [],
    ...columns
  }: { port: number; mailbox?: string; scopes?: string[]; fromFilter?: string; priority?: number },
): Promise<string> {
  const outlookAccountId = randomUUID()
  await db.outlookAccount.create({
    data: {
      id: outlookAccountId,
      mailbox,
      signedInAs: mailbox,
      tenantId: 'tenant',
      objectId: mailbox,
      homeAccountId: mailbox,
      clientId: 'client',
      scopes,
      sealedTokenCache: '',
      connectedAt: at,
      connectedBy: 'Ada',
      lastSuccessAt: at,
    },
  })
  const { id } = await db.outgoingServer.create({
    data: {
      id: randomUUID(),
      name: mailbox,
      signInWith: 'outlook',
      username: mailbox,
      host: 'localhost',
      port,
      encryption: 'starttls',
      fromFilter: mailbox,
      outlookAccountId,
      connectionChangedAt: at,
      createdAt: at,
      updatedAt: at,
      updatedBy: 'Ada',
      ...columns,
    },
  })

  return id
}

/** Another server than Exchange: no limits but those one enters. */
export async function addPasswordServer(db: Database, port: number, password: string): Promise<string> {
  const id = randomUUID()
  await db.outgoingServer.create({
    data: {
      id,
      name: id,
      signInWith: 'password',
      username: ordersMailbox,
      fromFilter: ordersMailbox,
      sealedPassword: secrets.seal(password, `OutgoingServer.password:${id}`),
      host: 'localhost',
      port,
      encryption: 'starttls',
      connectionChangedAt: at,
      createdAt: at,
      updatedAt: at,
      updatedBy: 'Ada',
    },
  })

  return id
}

type Worker = Partial<DeliveryNeeds>

export function deliveryNeeds(db: Database, ca: string, port: number, own: Worker = {}): DeliveryNeeds {
  return {
    db,
    secrets,
    accessTokens: { get: () => Promise.reject(new Error('There are no tokens here.')) },
    guard: createGuard({ allowNets: ['127.0.0.0/8', '::1/128'], allowPorts: [port] }),
    ca,
    allowPlaintext: false,
    silenceMs: 2000,
    now: () => new Date(),
    log: { error: () => {} },
    ...own,
  }
}

function createShop(db: Database, microsoft: Microsoft365) {
  const clock = { seconds: 0 }
  const tokens = { asked: 0, forced: 0, lifetimeSeconds: 3600, failure: undefined as Error | undefined }
  const workers: ReturnType<typeof createDelivery>[] = []
  const now = () => new Date(Date.now() + clock.seconds * 1000)

  async function get(id: string, { force = false } = {}): Promise<AccessToken> {
    tokens.asked += 1
    if (force) tokens.forced += 1
    if (tokens.failure) throw tokens.failure
    const { mailbox, signedInAs } = await db.outlookAccount.findUniqueOrThrow({ where: { id } })

    return {
      accessToken: microsoft.accessTokenFor(signedInAs),
      expiresAt: new Date(now().getTime() + tokens.lifetimeSeconds * 1000),
      signedInAs,
      mailbox,
    }
  }

  function worker(own: Worker = {}) {
    const made = createDelivery({
      ...deliveryNeeds(db, microsoft.ca, microsoft.smtp.port),
      guard: createGuard({
        allowNets: ['127.0.0.0/8', '::1/128'],
        allowPorts: [microsoft.smtp.port, microsoft.passwords.smtp.port, microsoft.imap.port],
      }),
      outlookImap: microsoft.imap,
      accessTokens: { get },
      now,
      clock: () => Prisma.sql`(clock_timestamp() + ${clock.seconds}::float8 * interval '1 second')`,
      ...own,
    })
    workers.push(made)

    return made
  }

  return {
    microsoft,
    tokens,
    send: createSend({ db, secrets, now, stored: () => {} }),
    worker,
    deliver: () => worker().deliverDue(),
    later(seconds: number): void {
      clock.seconds += seconds
    },
    async states(): Promise<string[]> {
      const mails = await db.outboxMail.findMany({ orderBy: { createdAt: 'asc' }, select: { state: true } })

      return mails.map(({ state }) => state)
    },
    async close(): Promise<void> {
      await Promise.all(workers.map(({ stop }) => stop()))
    },
  }
}
