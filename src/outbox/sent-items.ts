import { createLanes } from '../background/lanes.ts'
import { RemoteFailure } from '../errors.ts'
import type { Cause } from '../failures/causes.ts'
import { needsReconnect } from '../failures/explain.ts'
import type { Failure } from '../failures/failure.ts'
import type { AccessTokens } from '../microsoft/access-tokens.ts'
import { needsIn, sameAddress } from '../microsoft/outlook-account.ts'
import type { Guard } from '../network/guard.ts'
import { type FoundMail, type ImapSession, openImap } from '../network/imap.ts'
import type { Database } from '../storage/database.ts'
import type { ClaimedMail } from './claims.ts'

const lookMs = 20_000
/** After trouble the next mails of the mailbox do not wait for the same silence again. */
const pauseMs = 60_000
/** Waiting does not help: this mailbox may not be read. */
const closedCauses: readonly Cause[] = [
  'reading-refused',
  'not-this-mailbox',
  'folder-missing',
  'not-connected',
]

/** No mail could leave either: without the proxy, without names, without a token. */
const cutOffCauses: readonly Cause[] = ['proxy-unreachable', 'dns-silent', 'microsoft-silent']

export interface SentItemsNeeds {
  db: Database
  accessTokens: Pick<AccessTokens, 'get'>
  guard: Pick<Guard, 'check'>
  ca?: string | undefined
  now: () => Date
  /** Where Outlook mailboxes are read; without it nothing is looked for. */
  outlookImap?: { host: string; port: number } | undefined
}

/**
 * `impossible`: nobody may read the mailbox. `trouble`: not now; perhaps later. `cut-off`: nor is there a way by which the
 * mail could leave again.
 */
export type Look =
  | { kind: 'found'; mail: FoundMail }
  | { kind: 'missing' | 'trouble' | 'cut-off' | 'impossible' }

type Sought = Pick<ClaimedMail, 'id' | 'messageId'>

interface Reader {
  accountId: string
  /** The mailbox to open, as IMAP's user. */
  mailbox: string
}

export type SentItems = ReturnType<typeof createSentItems>

/**
 * Looks for mails in the Sent Items of the mailbox that sent them: Exchange keeps a copy there of what it took
 * (Microsoft: "Authenticated client SMTP submission"). Nothing in the mailbox changes.
 */
export function createSentItems({ db, accessTokens, guard, ca, now, outlookImap }: SentItemsNeeds) {
  const lane = createLanes(1)
  /** What a look came to, and until when that counts, for each mailbox. */
  const troubles = new Map<string, { look: Look; until: number }>()

  /** Whether anyone may read the mailbox this server sends from. */
  async function mayLook(serverId: string | null): Promise<boolean> {
    return (await readerOf(serverId)) !== undefined
  }

  /** Never throws for what the mailbox or Microsoft does. */
  async function lookFor(mail: Sought, serverId: string | null): Promise<Look> {
    const reader = await readerOf(serverId)
    if (!reader) return { kind: 'impossible' }

    return lane.run(reader.mailbox, async () => {
      const trouble = troubles.get(reader.mailbox)

      return trouble && trouble.until > now().getTime() ? trouble.look : tryToLook(mail, reader)
    })
  }

  async function tryToLook(mail: Sought, reader: Reader): Promise<Look> {
    try {
      return await withFreshToken((force) => look(mail, reader, force))
    } catch (error) {
      if (!(error instanceof RemoteFailure)) throw error
      if (isClosed(error.failure)) return { kind: 'impossible' }
      const trouble = troubleOf(error.failure)
      troubles.set(reader.mailbox, { look: trouble, until: now().getTime() + pauseMs })
      return trouble
    }
  }

  /** The copy lies with who signed in, also when the From is a shared mailbox. */
  async function readerOf(serverId: string | null): Promise<Reader | undefined> {
    if (!outlookImap || serverId === null) return undefined
    const server = await db.outgoingServer.findUnique({
      where: { id: serverId, signInWith: 'outlook' },
      select: { outlookAccount: { select: { signedInAs: true } } },
    })
    const mailbox = server?.outlookAccount?.signedInAs
    if (mailbox === undefined) return undefined
    const accounts = await db.outlookAccount.findMany({
      select: { id: true, mailbox: true, signedInAs: true, scopes: true },
    })
    const readers = accounts.filter(({ scopes }) => needsIn(scopes).has('read'))
    const reader =
      readers.find((one) => sameAddress(one.signedInAs, mailbox)) ??
      readers.find((one) => sameAddress(one.mailbox, mailbox))

    return reader && { accountId: reader.id, mailbox }
  }

  async function look(mail: Sought, { accountId, mailbox }: Reader, force: boolean): Promise<Look> {
    const { host, port } = outlookImap ?? { host: '', port: 0 }
    const { accessToken } = await accessTokens.get(accountId, { force })
    const { address, via } = await guard.check(host, port, 'imap')
    const credentials = { user: mailbox, accessToken }
    const access = {
      address,
      via,
      host,
      port,
      encryption: 'tls',
      credentials,
      mayBePlain: false,
      ca,
    } as const
    const signal = AbortSignal.timeout(lookMs)
    const session = await openImap(access, signal)
    try {
      return await lookIn(session, mail)
    } finally {
      session.close()
    }
  }

  return { mayLook, lookFor }
}

/** By our own header, because Exchange gives each mail a Message-ID of its own, and by ours, should it keep it. */
async function lookIn(session: ImapSession, { id, messageId }: Sought): Promise<Look> {
  const folder = await session.sentFolder()
  if (folder === undefined) return { kind: 'impossible' }
  await session.examine(folder)
  const mail =
    (await session.findByHeader('X-Mailroom-ID', id)) ?? (await session.findByHeader('Message-ID', messageId))

  return mail ? { kind: 'found', mail } : { kind: 'missing' }
}

/** A refused token may have been withdrawn a moment ago: once more with a fresh one. */
async function withFreshToken(work: (force: boolean) => Promise<Look>): Promise<Look> {
  try {
    return await work(false)
  } catch (error) {
    if (!(error instanceof RemoteFailure) || !isClosed(error.failure)) throw error

    return work(true)
  }
}

function troubleOf({ cause }: Failure): Look {
  return { kind: cutOffCauses.includes(cause) ? 'cut-off' : 'trouble' }
}

function isClosed(failure: Failure): boolean {
  return closedCauses.includes(failure.cause) || needsReconnect(failure)
}
