import { randomUUID } from 'node:crypto'
import type { Database } from '../../src/storage/database.ts'
import { createSecrets } from '../../src/storage/secrets.ts'
import { mailbox } from './under-test.ts'

export const ada = { id: 'ada', name: 'Ada', email: 'ada@mein-shop.example' }
export const bernd = { id: 'bernd', name: 'Bernd' }
export const createdAt = new Date('2026-11-01T08:00:00.000Z')
export const secrets = createSecrets([{ id: 'k1', bytes: Buffer.alloc(32, 7) }])

/** A clock that stands still until a test moves it. */
export function stoppedClock() {
  const clock = { at: new Date('2026-11-24T15:00:00.000Z') }

  return {
    now: () => clock.at,
    later(seconds: number): void {
      clock.at = new Date(clock.at.getTime() + seconds * 1000)
    },
  }
}

const connection = {
  signInWith: 'outlook',
  username: mailbox,
  host: 'localhost',
  connectionChangedAt: createdAt,
  createdAt,
  updatedAt: createdAt,
  updatedBy: 'Ada',
} as const

type Columns<T> = Partial<T extends { create(args: { data: infer D }): unknown } ? D : never>

export async function addOutgoing(
  db: Database,
  columns: Columns<Database['outgoingServer']> = {},
): Promise<string> {
  const id = randomUUID()
  const data = {
    ...connection,
    id,
    name: `Bestellungen ${id}`,
    port: 587,
    encryption: 'starttls',
    ...columns,
  } as const
  await db.outgoingServer.create({ data })

  return id
}

export async function addIncoming(
  db: Database,
  columns: Columns<Database['incomingServer']> = {},
): Promise<string> {
  const id = randomUUID()
  const data = {
    ...connection,
    id,
    name: `Anfragen ${id}`,
    port: 993,
    encryption: 'tls',
    ...columns,
  } as const
  await db.incomingServer.create({ data })

  return id
}
