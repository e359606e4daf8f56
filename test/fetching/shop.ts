import { randomUUID } from 'node:crypto'
import { beforeEach, expect } from 'vitest'
import { createFetching, type FetchingNeeds } from '../../src/fetching/fetching.ts'
import { createRawMail } from '../../src/inbox/raw-mail.ts'
import type { AccessToken } from '../../src/microsoft/access-tokens.ts'
import { createGuard } from '../../src/network/guard.ts'
import type { Database } from '../../src/storage/database.ts'
import { type IncomingServer, Prisma } from '../../src/storage/generated/client.ts'
import { createSecrets } from '../../src/storage/secrets.ts'
import { useBesideMicrosoft } from '../microsoft-365/beside.ts'
import { mail } from '../microsoft-365/mailboxes.ts'
import type { Microsoft365 } from '../microsoft-365/microsoft-365.ts'

export const key = Buffer.alloc(32, 7)
export const secrets = createSecrets([{ id: 'k1', bytes: key }])
export const patient = { silenceMs: 10_000, answerMs: 20_000, slowest: 1024 * 1024 }

export type Shop = ReturnType<typeof createShop>
type Worker = Partial<FetchingNeeds>
type Columns = Partial<Prisma.IncomingServerUncheckedCreateInput>

/** Fetching beside a Microsoft 365 of its own; both are empty before each test. */
export function useShop(db: Database): () => Shop {
  const clock = { seconds: 0 }
  const now = () => new Date(Date.now() + clock.seconds * 1000)
  beforeEach(() => {
    clock.seconds = 0
  })
  async function open(microsoft: Microsoft365): Promise<Shop> {
    await db.generalSettings.create({
      data: { customEmailServers: true, version: 1, updatedAt: new Date(0) },
    })

    return createShop(db, microsoft, clock, now)
  }

  return useBesideMicrosoft(open, { now })
}

function createShop(db: Database, microsoft: Microsoft365, clock: { seconds: number }, now: () => Date) {
  const account = microsoft.accounts.orders
  const inbox = () => microsoft.mailboxes.folder(account, 'INBOX') ?? expect.fail()
  const tokens = { asked: 0, failure: undefined as Error | undefined }
  const workers: ReturnType<typeof createFetching>[] = []
  const databaseClock = () => Prisma.sql`(clock_timestamp() + ${clock.seconds}::float8 * interval '1 second')`

  async function get(id: string): Promise<AccessToken> {
    tokens.asked += 1
    if (tokens.failure) throw tokens.failure
    const { mailbox } = await db.outlookAccount.findUniqueOrThrow({ where: { id } })

    return {
      accessToken: microsoft.accessTokenFor(mailbox),
      expiresAt: new Date(now().getTime() + 3_600_000),
      signedInAs: mailbox,
      mailbox,
    }
  }

  function worker(own: Worker = {}) {
    const made = createFetching({
      db,
      secrets,
      accessTokens: { get },
      guard: createGuard({
        allowNets: ['127.0.0.0/8', '::1/128'],
        allowPorts: [microsoft.imap.port, microsoft.passwords.imap.port],
      }),
      ca: microsoft.ca,
      allowPlaintext: false,
      limits: patient,
      log: { error: (given: unknown) => console.error(given) },
      now,
      clock: databaseClock,
      ...own,
    })
    workers.push(made)

    return made
  }

  async function lastRun(serverId: string) {
    return db.fetching.findUniqueOrThrow({ where: { serverId } })
  }

  return {
    microsoft,
    account,
    inbox,
    tokens,
    worker,
    now,
    databaseClock,
    lastRun,
    later(seconds: number): void {
      clock.seconds += seconds
    },
    /** A confirmed Outlook server for the mailbox orders@…, everything from the start. */
    addServer: (columns: Columns = {}) => addServer(db, microsoft, now(), columns),
    deliver: (subject: string, text = 'Hallo'): number =>
      microsoft.mailboxes.deliver(
        account,
        mail({ from: 'Clara <clara@kunden.example>', to: account.address, subject, date: now(), text }),
      ),
    /** Looks once, and waits until this server was read, or failed. */
    async fetch(serverId: string, fetching = worker()) {
      const before = (await db.fetching.findUnique({ where: { serverId } }))?.lastAt?.getTime()
      clock.seconds += 1
      await fetching.tick()
      await expect
        .poll(async () => (await db.fetching.findUnique({ where: { serverId } }))?.lastAt?.getTime(), {
          timeout: 10_000,
          interval: 10,
        })
        .not.toBe(before)

      return lastRun(serverId)
    },
    /** Subjects of the stored mails, in the order of their numbers. */
    async subjects(): Promise<string[]> {
      const mails = await db.inboxMail.findMany({ orderBy: [{ uid: 'asc' }], select: { id: true } })
      const sources = await Promise.all(mails.map(({ id }) => rawMail(db, id)))

      return sources.map((source) => /^Subject: (.*)$/m.exec(source.toString('latin1'))?.[1] ?? '')
    },
    async close(): Promise<void> {
      await Promise.all(workers.map(({ stop }) => stop()))
    },
  }
}

/** The stored mail as a whole. */
export async function rawMail(db: Database, id: string): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of createRawMail({ db, secrets }).rawOf(id)) pieces.push(piece)

  return Buffer.concat(pieces)
}

export async function addServer(
  db: Database,
  microsoft: Pick<Microsoft365, 'imap' | 'accounts'>,
  at: Date,
  columns: Columns = {},
): Promise<IncomingServer> {
  const mailbox = columns.username ?? microsoft.accounts.orders.address
  const { id: outlookAccountId } = await db.outlookAccount.upsert({
    where: { mailbox },
    update: {},
    create: {
      id: randomUUID(),
      mailbox,
      signedInAs: mailbox,
      tenantId: 'tenant',
      objectId: mailbox,
      homeAccountId: mailbox,
      clientId: 'client',
      scopes: [],
      sealedTokenCache: '',
      connectedAt: at,
      connectedBy: 'Ada',
      lastSuccessAt: at,
    },
  })

  return db.incomingServer.create({
    data: {
      id: randomUUID(),
      name: randomUUID(),
      signInWith: 'outlook',
      username: mailbox,
      host: 'localhost',
      port: microsoft.imap.port,
      encryption: 'tls',
      readFrom: 'everything',
      outlookAccountId,
      confirmedAt: at,
      connectionChangedAt: at,
      createdAt: at,
      updatedAt: at,
      updatedBy: 'Ada',
      ...columns,
    },
  })
}
