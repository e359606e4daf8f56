import { randomUUID } from 'node:crypto'
import type { FetchingNeeds } from '../../src/fetching/fetching.ts'
import { passwordPlace } from '../../src/mail-servers/server-rows.ts'
import { createGuard } from '../../src/network/guard.ts'
import type { Database } from '../../src/storage/database.ts'
import { createSecrets } from '../../src/storage/secrets.ts'

/** Where a benchmark finds mail. */
export interface MailServer {
  ca: string
  port: number
  password: string
}

export const key = Buffer.alloc(32, 7)
const secrets = createSecrets([{ id: 'k1', bytes: key }])

/** What fetching needs, with passwords, so that every other program can sign in the same way. */
export function fetchingNeeds(db: Database, { ca, port }: MailServer): FetchingNeeds {
  return {
    db,
    secrets,
    accessTokens: { get: () => Promise.reject(new Error('Nobody signs in with a token.')) },
    guard: createGuard({ allowNets: ['127.0.0.0/8', '::1/128'], allowPorts: [port] }),
    ca,
    allowPlaintext: false,
    log: console,
    now: () => new Date(),
  }
}

export async function switchOn(db: Database): Promise<void> {
  const at = new Date()
  await db.generalSettings.create({ data: { customEmailServers: true, version: 1, updatedAt: at } })
}

/** A confirmed server, of which everything is read from the start. */
export async function addMailbox(
  db: Database,
  username: string,
  { port, password }: MailServer,
): Promise<string> {
  const id = randomUUID()
  const at = new Date()
  await db.incomingServer.create({
    data: {
      ...{ id, name: id, username, port, signInWith: 'password', host: 'localhost', encryption: 'tls' },
      sealedPassword: secrets.seal(password, passwordPlace('IncomingServer', id)),
      ...{ readFrom: 'everything', everyMinutes: 30 },
      ...{ confirmedAt: at, connectionChangedAt: at, createdAt: at, updatedAt: at, updatedBy: 'Ada' },
    },
  })

  return id
}

/** When these servers were read successfully last, the earliest of them; undefined while one never was. */
export async function readAt(db: Database, servers: number): Promise<Date | undefined> {
  const { _count, _min } = await db.fetching.aggregate({
    where: { lastSuccessAt: { not: null } },
    _count: true,
    _min: { lastSuccessAt: true },
  })

  return _count < servers ? undefined : (_min.lastSuccessAt ?? undefined)
}
