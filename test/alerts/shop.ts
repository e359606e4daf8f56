import { randomUUID } from 'node:crypto'
import type { Database } from '../../src/storage/database.ts'

const at = new Date('2026-11-24T12:00:00Z')

/** Rows as the other features leave them, for outages of each kind. */
export function createRows(db: Database) {
  async function switchOn(changes: object = {}): Promise<void> {
    const data = { customEmailServers: true, clientId: 'c', defaultFromAddress: 'info@mein-shop.example' }
    await db.generalSettings.upsert({
      where: { id: 'general' },
      create: { ...data, ...changes },
      update: changes,
    })
  }

  async function account(mailbox: string, changes: object = {}): Promise<string> {
    const id = randomUUID()
    await db.outlookAccount.create({
      data: {
        ...{ id, mailbox, signedInAs: mailbox, tenantId: 't', objectId: id, homeAccountId: `${id}.t` },
        ...{ clientId: 'c', scopes: [], sealedTokenCache: 'x', connectedAt: at, connectedBy: 'Ada' },
        ...{ lastSuccessAt: at, ...changes },
      },
    })

    return id
  }

  const server = (name: string) => ({
    ...({ id: randomUUID(), name, signInWith: 'outlook', username: `${name}@mein-shop.example` } as const),
    ...{ connectionChangedAt: at, createdAt: at, updatedAt: at, updatedBy: 'Ada' },
  })

  async function outgoing(name: string, outlookAccountId: string | null = null): Promise<string> {
    const { id } = await db.outgoingServer.create({
      data: {
        ...{ ...server(name), host: 'smtp.office365.com', port: 587, encryption: 'starttls' },
        ...(outlookAccountId ? { outlookAccountId } : { signInWith: 'password' as const }),
        fromFilter: `${name}@mein-shop.example`,
      },
    })

    return id
  }

  async function incoming(name: string, fetching: object, outlookAccountId: string | null = null) {
    const { id } = await db.incomingServer.create({
      data: {
        ...{ ...server(name), host: 'outlook.office365.com', port: 993, encryption: 'tls' },
        ...{ confirmedAt: at, outlookAccountId },
        fetching: { create: { nextAt: at, lastSuccessAt: at, ...fetching } },
      },
    })

    return id
  }

  async function pause(serverId: string, reason: object, from = '', since = at): Promise<void> {
    await db.sendingPause.create({
      data: { serverId, from, reason, since, nextProbeAt: since, settings: 's' },
    })
  }

  async function outboxMail(state: 'attention' | 'waiting'): Promise<void> {
    const id = randomUUID()
    await db.outboxMail.create({
      data: {
        ...{ id, contentHash: 'h', messageId: `<${id}@shop>`, state, fromAddress: 'a@b.example' },
        ...{ subject: 'Receipt', sealedMime: new Uint8Array(), size: 1, nextAttemptAt: at, createdAt: at },
      },
    })
  }

  async function inboxMail(): Promise<void> {
    const id = randomUUID()
    await db.inboxMail.create({
      data: {
        ...{ id, folder: 'INBOX', uidValidity: 1n, uid: 1n, sha256: id, size: 1, state: 'attention' },
        ...{ sealedRaw: new Uint8Array(), fetchedAt: at },
      },
    })
  }

  return { at, switchOn, account, outgoing, incoming, pause, outboxMail, inboxMail }
}
