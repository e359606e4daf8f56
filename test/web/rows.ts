import { createHash } from 'node:crypto'
import { inboxMailPlace } from '../../src/inbox/raw-mail.ts'
import type { Database } from '../../src/storage/database.ts'
import { testSecrets } from '../host.ts'

const at = new Date('2026-11-24T09:00:00Z')

export const ids = {
  account: '00000000-0000-4000-8000-00000000000a',
  outgoing: '00000000-0000-4000-8000-00000000000b',
  incoming: '00000000-0000-4000-8000-00000000000c',
  signIn: '00000000-0000-4000-8000-00000000000d',
  test: '00000000-0000-4000-8000-00000000000e',
  mail: '00000000-0000-4000-8000-00000000000f',
  invitation: '00000000-0000-4000-8000-0000000000a1',
  inboxMail: '00000000-0000-4000-8000-0000000000a2',
  checkRun: '00000000-0000-4000-8000-000000000011',
  apiToken: '00000000-0000-4000-8000-000000000010',
}

/** In the link of an invitation that is open. */
const invitationSecret = 'invitation-secret-of-forty-three-characters'

const received = Buffer.from('Subject: A question\r\n\r\nHello')

const server = {
  signInWith: 'outlook',
  username: 'info@mein-shop.example',
  outlookAccountId: ids.account,
  connectionChangedAt: at,
  createdAt: at,
  updatedAt: at,
  updatedBy: 'Ada Admin',
} as const

/** A shop in use: credentials, one connected mailbox that sends and is read, a test, a trip to Microsoft. */
export async function addShop(db: Database): Promise<void> {
  await db.generalSettings.create({
    data: {
      customEmailServers: true,
      clientId: '00001111-aaaa-2222-bbbb-3333cccc4444',
      sealedClientSecret: testSecrets.seal('Abc8Q~no-real-secret', 'GeneralSettings.clientSecret:general'),
    },
  })
  await db.outlookAccount.create({ data: account() })
  await db.outgoingServer.create({
    data: {
      ...server,
      id: ids.outgoing,
      name: 'Orders',
      host: 'smtp.office365.com',
      port: 587,
      encryption: 'starttls',
    },
  })
  await db.incomingServer.create({
    data: {
      ...server,
      id: ids.incoming,
      name: 'Replies',
      host: 'outlook.office365.com',
      port: 993,
      encryption: 'tls',
    },
  })
  await db.outboxMail.create({
    data: {
      id: ids.mail,
      subject: 'Your order',
      contentHash: 'hash',
      messageId: '<order@mein-shop.example>',
      fromAddress: 'info@mein-shop.example',
      sealedMime: Buffer.from('sealed'),
      size: 6,
      state: 'retry',
      nextAttemptAt: at,
      createdAt: at,
    },
  })
  await db.inboxMail.create({
    data: {
      id: ids.inboxMail,
      serverId: ids.incoming,
      folder: 'INBOX',
      uidValidity: 1n,
      uid: 1n,
      sha256: createHash('sha256').update(received).digest('base64url'),
      size: received.length,
      sealedRaw: new Uint8Array(testSecrets.sealBytes(received, inboxMailPlace(ids.inboxMail))),
      fetchedAt: at,
      processedAt: at,
      state: 'processed',
      subject: 'A question',
    },
  })
  await db.apiToken.create({
    data: {
      id: ids.apiToken,
      name: 'Web shop',
      tokenHash: 'hash',
      tail: 'x7Qp',
      createdAt: at,
      createdBy: 'Ada Admin',
    },
  })
  await db.checkRun.create({
    data: {
      id: ids.checkRun,
      checks: [],
      startedBy: 'ada',
      startedByName: 'Ada',
      startedAt: at,
      finishedAt: at,
    },
  })
  await db.connectionTest.create({
    data: {
      id: ids.test,
      outgoingServerId: ids.outgoing,
      state: 'passed',
      steps: [],
      startedBy: 'ada',
      startedByName: 'Ada Admin',
      startedAt: at,
      finishedAt: at,
    },
  })
  await db.invitation.create({
    data: {
      id: ids.invitation,
      tokenHash: createHash('sha256').update(invitationSecret).digest('base64url'),
      outgoingServerId: ids.outgoing,
      mailbox: 'info@mein-shop.example',
      purpose: 'send',
      createdAt: at,
      createdBy: 'Ada Admin',
      expiresAt: new Date('2026-12-01T09:00:00Z'),
    },
  })
  await db.outlookSignIn.create({
    data: {
      id: ids.signIn,
      stateHash: 'state',
      browserHash: 'browser',
      adminId: 'ada',
      purpose: 'send',
      mailbox: 'info@mein-shop.example',
      clientId: '00001111-aaaa-2222-bbbb-3333cccc4444',
      redirectUri: 'http://localhost:3000/microsoft_outlook/confirm',
      sealedVerifier: '',
      sealedNonce: '',
      createdAt: at,
      expiresAt: new Date('2026-11-24T09:10:00Z'),
      usedAt: at,
      outcome: 'denied',
      outgoingServerId: ids.outgoing,
    },
  })
}

/** A connected mailbox; what a test is about is given as `changes`. */
export function account(changes: Partial<ReturnType<typeof usualAccount>> = {}) {
  return { ...usualAccount(), ...changes }
}

function usualAccount() {
  return {
    id: ids.account,
    mailbox: 'info@mein-shop.example',
    signedInAs: 'info@mein-shop.example',
    tenantId: 't',
    objectId: 'o',
    homeAccountId: 'o.t',
    clientId: '00001111-aaaa-2222-bbbb-3333cccc4444',
    scopes: ['https://outlook.office.com/SMTP.Send', 'https://outlook.office.com/IMAP.AccessAsUser.All'],
    sealedTokenCache: '',
    connectedAt: at,
    connectedBy: 'Ada Admin',
    lastSuccessAt: at,
    lastFailureAt: null as Date | null,
    lastFailure: {} as object,
  }
}

/** An address of one of our routes with the ids of the shop in use. */
export function fill(url: string): string {
  const kind = Object.entries({
    'invitations/sign-ins': ids.signIn,
    invitations: ids.invitation,
    'outgoing-servers': ids.outgoing,
    'incoming-servers': ids.incoming,
    outbox: ids.mail,
    inbox: ids.inboxMail,
    'api-tokens': ids.apiToken,
    'outlook-accounts': ids.account,
    'outlook-sign-ins': ids.signIn,
    'connection-tests': ids.test,
    checks: ids.checkRun,
  }).find(([name]) => url.includes(name))

  return url
    .replace(':id', kind?.[1] ?? 'nothing')
    .replace(':no', '0')
    .replace(':secret', invitationSecret)
    .replace('*', 'admin.css')
    .replace(/explain$/, '$&?from=info@mein-shop.example')
}
