import { createHash, randomUUID } from 'node:crypto'
import { createParser, type Parser } from '../../src/inbox/parser.ts'
import { createProcessing, type ProcessingNeeds } from '../../src/inbox/processing.ts'
import { createRawMail, inboxMailPlace } from '../../src/inbox/raw-mail.ts'
import type { Database } from '../../src/storage/database.ts'
import type { Prisma } from '../../src/storage/generated/client.ts'
import { key, secrets } from '../outbox/shop.ts'

export { key, secrets }

export const at = new Date('2026-11-24T09:00:00Z')

declare global {
  var mailroomTestParser: Parser | undefined
}

/** Started once for each test process: threads take a moment to start. */
export function theParser(): Parser {
  globalThis.mailroomTestParser ??= createParser()

  return globalThis.mailroomTestParser
}

export async function* bytes(raw: string | Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield Buffer.from(raw)
}

let uid = 0n

/** A mail as the fetching stores it. */
export async function storeMail(
  db: Database,
  raw: string | Buffer,
  columns: Partial<Prisma.InboxMailUncheckedCreateInput> = {},
): Promise<string> {
  const id = randomUUID()
  const content = Buffer.from(raw)
  uid += 1n
  await db.inboxMail.create({
    data: {
      id,
      folder: 'INBOX',
      uidValidity: 1n,
      uid,
      sha256: createHash('sha256').update(content).digest('base64url'),
      size: content.length,
      sealedRaw: new Uint8Array(secrets.sealBytes(content, inboxMailPlace(id))),
      fetchedAt: new Date(at.getTime() + Number(uid)),
      ...columns,
    },
  })

  return id
}

/** What processes the stored mails; `failures` is what it logged. */
export function processingOf(db: Database, own: Partial<ProcessingNeeds> = {}) {
  const failures: unknown[] = []
  const processing = createProcessing({
    db,
    rawOf: createRawMail({ db, secrets }).rawOf,
    parser: theParser(),
    now: () => at,
    log: { error: (entry: unknown) => failures.push(entry) },
    ...own,
  })

  return { ...processing, failures }
}

/** Stores one, processes it, and answers its row. */
export async function processed(
  db: Database,
  raw: string | Buffer,
  columns: Partial<Prisma.InboxMailUncheckedCreateInput> = {},
) {
  const id = await storeMail(db, raw, columns)
  await processingOf(db).processDue()

  return rowOf(db, id)
}

export function rowOf(db: Database, id: string) {
  return db.inboxMail.findUniqueOrThrow({ where: { id }, omit: { sealedRaw: true } })
}

/** A mail with these header lines; From, To, Subject and Message-ID are there unless given. */
export function mailWith(headers: Record<string, string> = {}, body = 'Guten Tag'): string {
  const all = {
    From: 'Kundin <kundin@example.com>',
    To: 'info@mein-shop.example',
    Subject: 'Frage',
    'Message-ID': '<frage-1@example.com>',
    ...headers,
  }
  const lines = Object.entries(all).filter(([, value]) => value !== '')

  return `${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}`
}

export async function addServer(db: Database, columns: { defaultRoute?: string } = {}): Promise<string> {
  const { id } = await db.incomingServer.create({
    data: {
      id: randomUUID(),
      name: randomUUID(),
      signInWith: 'password',
      host: 'localhost',
      port: 993,
      encryption: 'tls',
      connectionChangedAt: at,
      createdAt: at,
      updatedAt: at,
      updatedBy: 'Ada',
      ...columns,
    },
  })

  return id
}

/** A mail of ours that has left, to these recipients. */
export async function addSentMail(
  db: Database,
  {
    to = ['kundin@example.com'],
    ...columns
  }: { to?: string[] } & Partial<Prisma.OutboxMailUncheckedCreateInput> = {},
) {
  const id = randomUUID()

  return db.outboxMail.create({
    data: {
      id,
      contentHash: '',
      messageId: `<${id}@mein-shop.example>`,
      state: 'sent',
      stage: 'accepted',
      fromAddress: 'orders@mein-shop.example',
      subject: 'Rechnung 4711',
      sealedMime: new Uint8Array(),
      size: 1000,
      nextAttemptAt: at,
      createdAt: at,
      sentAt: at,
      ...columns,
      recipients: {
        create: to.map((address, no) => ({ no, kind: 'to' as const, address, state: 'accepted' as const })),
      },
    },
    include: { recipients: true },
  })
}
