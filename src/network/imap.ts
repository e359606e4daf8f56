import { connectImap, type ImapAccess } from './imap-client.ts'
import { type MailFolder, mailFoldersOf } from './mail-folders.ts'

/** What is read here are lists of folders and single headers. */
const limits = { silenceMs: 20_000, mostBytes: 1024 * 1024 }

export interface OpenFolder {
  count: number
  uidValidity: string
}

export interface FoundMail {
  /** With angle brackets. */
  messageId: string | undefined
}

/** A signed-in IMAP connection. Everything that goes wrong on it is a RemoteFailure. */
export interface ImapSession {
  folders(): Promise<MailFolder[]>
  /** Opens a folder so that nothing in it can change, not even what counts as new (EXAMINE). */
  examine(folder: string): Promise<OpenFolder>
  /** Reads the header of the newest mail without marking it. */
  newestHeader(): Promise<{ subject: boolean }>
  /** The folder that keeps what was sent: by its mark (RFC 6154), or by its name in any language, as Exchange marks none. */
  sentFolder(): Promise<string | undefined>
  /** The newest mail in the open folder with this text in this header, by its Message-ID. */
  findByHeader(header: string, text: string): Promise<FoundMail | undefined>
  logout(): Promise<void>
  close(): void
}

/** Connects and signs in, to look around and never to change anything. */
export async function openImap(access: ImapAccess, signal: AbortSignal): Promise<ImapSession> {
  const { client, asked, granted, close } = await connectImap(access, signal, limits)

  return {
    async folders() {
      return mailFoldersOf(await asked('select', client.list()))
    },
    async examine(folder) {
      const { exists, uidValidity } = await asked('select', client.mailboxOpen(folder, { readOnly: true }))

      return { count: exists ?? 0, uidValidity: String(uidValidity ?? '') }
    },
    async newestHeader() {
      const mail = await asked('fetch', client.fetchOne('*', { uid: true, headers: ['subject'] }))
      const header = mail ? (mail.headers?.toString('latin1') ?? '') : ''

      return { subject: /^subject:\s*\S/im.test(header) }
    },
    async sentFolder() {
      const found = await asked('select', client.list())

      return found.find(({ specialUse }) => specialUse === '\\Sent')?.path
    },
    async findByHeader(header, text) {
      const uids = await granted('fetch', client.search({ header: { [header]: text } }, { uid: true }))
      const newest = uids.at(-1)
      if (newest === undefined) return undefined
      const wanted = { uid: true, headers: ['message-id'] }
      const mail = await asked('fetch', client.fetchOne(String(newest), wanted, { uid: true }))
      const head = mail ? (mail.headers?.toString('latin1') ?? '') : ''

      return { messageId: /^message-id:\s*(<[^<>\s]{3,250}>)/im.exec(head)?.[1] }
    },
    async logout() {
      await asked('end', client.logout())
    },
    close,
  }
}
