import type { Admin } from '../admin.ts'
import type { KnownFolders } from '../fetching/known-folders.ts'
import { parseAddress } from '../mail-address.ts'
import { passwordPlace, serverGone } from '../mail-servers/server-rows.ts'
import type { AccessTokens } from '../microsoft/access-tokens.ts'
import type { OutlookAccounts } from '../microsoft/outlook-accounts.ts'
import type { Guard } from '../network/guard.ts'
import { ownFailure } from '../network/remote-failure.ts'
import type { Encryption } from '../network/tls.ts'
import { storedEntries } from '../outgoing-servers/from-filter.ts'
import type { Database } from '../storage/database.ts'
import { type Secrets, SecretUnreadable } from '../storage/secrets.ts'
import type { IncomingUnderTest, OutgoingUnderTest, ServerUnderTest, SignIn } from './test-input.ts'
import { testSender } from './test-sender.ts'

interface Needs {
  db: Database
  secrets: Secrets
  accessTokens: Pick<AccessTokens, 'get'>
  outlookAccounts: Pick<OutlookAccounts, 'recordSuccess'>
  rememberFolders: KnownFolders['remember']
  guard: Pick<Guard, 'check'>
  /** The sender of the system's own mail, when there is one. */
  defaultFrom: () => Promise<string | null>
  /** PEM of further certificate authorities. */
  ca?: string | undefined
  allowPlaintext: boolean
}

interface Row {
  id: string
  signInWith: 'outlook' | 'password'
  username: string | null
  sealedPassword: string | null
  host: string
  port: number
  encryption: Encryption
  outlookAccountId: string | null
}

export type ServersUnderTest = ReturnType<typeof createServersUnderTest>

/** Turns the row of a server into what a test needs to know of it. Secrets stay sealed until their step. */
export function createServersUnderTest(needs: Needs) {
  const { db, secrets, accessTokens, outlookAccounts, rememberFolders } = needs
  const { guard, defaultFrom, ca, allowPlaintext } = needs

  /** Throws NotFound. */
  async function outgoing(id: string, by: Admin): Promise<OutgoingUnderTest> {
    const row = await db.outgoingServer.findUnique({ where: { id } })
    if (!row) throw serverGone()
    const sender = testSender({
      entries: storedEntries(row.fromFilter),
      defaultFrom: await defaultFrom(),
      username: row.username,
      adminEmail: by.email,
    })

    return {
      ...underTest('OutgoingServer', row),
      sender,
      recipient: parseAddress(row.username ?? '') ?? sender,
    }
  }

  /** Throws NotFound. */
  async function incoming(id: string): Promise<IncomingUnderTest> {
    const row = await db.incomingServer.findUnique({ where: { id } })
    if (!row) throw serverGone()

    return {
      ...underTest('IncomingServer', row),
      folder: row.folder,
      foldersFound: (folders) => rememberFolders(row, folders),
    }
  }

  function underTest(table: 'OutgoingServer' | 'IncomingServer', row: Row): ServerUnderTest {
    const { host, port, encryption, username } = row

    return {
      host,
      port,
      encryption,
      username: username ?? '',
      allowPlaintext,
      guard,
      ca,
      signIn: signIn(table, row),
    }
  }

  function signIn(table: 'OutgoingServer' | 'IncomingServer', row: Row): SignIn {
    const { signInWith, outlookAccountId, sealedPassword, id } = row
    if (signInWith === 'password')
      return { kind: 'password', password: () => openPassword(sealedPassword, passwordPlace(table, id)) }

    return {
      kind: 'outlook',
      async token(force) {
        if (outlookAccountId === null) throw ownFailure('not-connected')

        return accessTokens.get(outlookAccountId, { force })
      },
      async accepted() {
        if (outlookAccountId !== null) await outlookAccounts.recordSuccess(outlookAccountId)
      },
    }
  }

  function openPassword(sealed: string | null, place: string): string {
    try {
      return sealed === null ? '' : secrets.open(sealed, place)
    } catch (error) {
      throw error instanceof SecretUnreadable ? ownFailure('secret-unreadable') : error
    }
  }

  return { outgoing, incoming }
}
