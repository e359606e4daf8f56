import { imapBodies } from './imap-bodies.ts'
import { connectImap, type ImapAccess, type ImapConnection } from './imap-client.ts'
import { type MailFolder, mailFoldersOf } from './mail-folders.ts'
import { ownFailure, remoteFailure } from './remote-failure.ts'
import { within } from './within.ts'

export interface ReadingLimits {
  /** The longest silence while an answer is due. */
  silenceMs: number
  /** For a whole answer: a server that drips byte by byte is never silent. */
  answerMs: number
  /** Bytes a second that mails come with at least; slower ones are given up. */
  slowest: number
}

const usualLimits: ReadingLimits = { silenceMs: 120_000, answerMs: 60_000, slowest: 8 * 1024 }

/** Servers close an IDLE after 30 minutes (RFC 2177, 3). */
const idleMs = 24 * 60_000
/** Of one literal and of one line: a mail comes in pieces, the UIDs of a million mails in one line. */
const mostBytes = 8 * 1024 * 1024

export interface OpenedFolder {
  path: string
  uidValidity: bigint
  /** Undefined when the server does not say. */
  uidNext: number | undefined
  count: number
}

export interface MailFacts {
  uid: number
  /** What the server says; Exchange is sometimes wrong. */
  size: number
  internalDate: Date | null
}

/** Which mails are asked for: from this UID on, and only those that arrived on this day (UTC) or later. */
export interface Since {
  uid: number
  day?: Date | null
}

export type ImapMailbox = Awaited<ReturnType<typeof openImapMailbox>>

/**
 * A signed-in connection for reading whole mailboxes. Everything that goes wrong on it is a RemoteFailure; whatever
 * takes longer than the limits allow ends the connection.
 */
export async function openImapMailbox(access: ImapAccess, signal: AbortSignal, limits = usualLimits) {
  const end = new AbortController()
  const { silenceMs, answerMs, slowest } = limits
  const { host, port } = access

  function late(): Error {
    const failure = remoteFailure({ kind: 'network', stage: 'read', code: 'ETIMEDOUT', host, port })
    end.abort(failure)

    return failure
  }

  function timely<T>(answer: Promise<T>, bytes = 0, since = Date.now()): Promise<T> {
    const ms = answerMs + (bytes / slowest) * 1000 - (Date.now() - since)

    return within(answer, { ms: Math.max(0, ms), late, signal })
  }

  const ended = AbortSignal.any([signal, end.signal])
  const connecting = connectImap(access, ended, { silenceMs, mostBytes, idleMs })
  const connection = await timely(connecting)
  const { client, asked, close } = connection

  return {
    ...reading(connection, timely),
    ...imapBodies(connection, timely, access),
    ...changing(connection, timely),
    isOpen: (): boolean => client.usable,
    /** Called when mails have come or the folder was numbered anew. */
    onNews(news: () => void): void {
      client.on('exists', news)
      client.on('mailboxOpen', news)
    },
    onClose(closed: () => void): void {
      client.once('close', closed)
    },
    /** Hears of news until another command is given, or the connection ends. Never throws. */
    async idle(): Promise<void> {
      await client.idle().catch(() => {})
    },
    /** Says how the connection ended; for one that was closed while nobody asked anything. */
    async noop(): Promise<void> {
      await timely(asked('fetch', client.noop()))
    },
    async logout(): Promise<void> {
      await timely(asked('end', client.logout())).catch(() => {})
      close()
    },
    close,
  }
}

/** `bytes` is how much the answer may hold, `since` when it was asked for. */
export type Timely = <T>(answer: Promise<T>, bytes?: number, since?: number) => Promise<T>

function reading({ client, asked, granted }: ImapConnection, timely: Timely) {
  return {
    async folders(): Promise<MailFolder[]> {
      return mailFoldersOf(await timely(asked('select', client.list())))
    },
    /** To be read only (EXAMINE) nothing in it can change, not even what counts as new. */
    async open(folder: string, { readOnly }: { readOnly: boolean }): Promise<OpenedFolder> {
      const opened = await timely(asked('select', client.mailboxOpen(folder, { readOnly })))
      const { path, uidValidity, uidNext, exists } = opened

      return {
        path,
        uidValidity: BigInt(uidValidity ?? 0),
        uidNext: uidNext > 0 ? uidNext : undefined,
        count: exists ?? 0,
      }
    },
    /** UIDs in the open folder, ascending. */
    async uids({ uid, day }: Since): Promise<number[]> {
      const query = { uid: `${uid}:*`, ...(day ? { since: day } : {}) }
      const found = await timely(granted('fetch', client.search(query, { uid: true })), mostBytes)

      // `n:*` names the last mail even when its UID is below n (RFC 3501, 6.4.8).
      return found.filter((one) => one >= uid).toSorted((one, other) => one - other)
    },
  }
}

function changing({ client, granted }: ImapConnection, timely: Timely) {
  return {
    async markRead(uids: readonly number[]): Promise<void> {
      const flags = client.messageFlagsAdd([...uids], ['\\Seen'], { uid: true, silent: true })
      await timely(granted('fetch', flags))
    },
    /** Mails that are gone already are passed over. */
    async move(uids: readonly number[], folder: string): Promise<void> {
      // Without either, imapflow would remove everything that anyone has marked as deleted.
      if (!client.capabilities.has('MOVE') && !client.capabilities.has('UIDPLUS'))
        throw ownFailure('request-not-understood')
      await timely(granted('select', client.messageMove([...uids], folder, { uid: true })))
    },
  }
}
