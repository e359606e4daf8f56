import type { Account } from './directory.ts'

/** Exchange names them in the language of the mailbox; on the wire as RFC 3501 (5.1.3) writes umlauts. */
const folderNames = {
  en: ['INBOX', 'Drafts', 'Sent Items', 'Deleted Items', 'Junk Email', 'Archive'],
  de: ['INBOX', 'Entw&APw-rfe', 'Gesendete Elemente', 'Gel&APY-schte Elemente', 'Junk-E-Mail', 'Archiv'],
} as const

export interface StoredMail {
  uid: number
  flags: Set<string>
  receivedAt: Date
  /** The whole mail as it travels, lines ended by CRLF. */
  source: Buffer
  /** What RFC822.SIZE says, when that is wrong. */
  claimedSize?: number
}

export interface Folder {
  readonly path: string
  uidValidity: number
  uidNext: number
  mails: StoredMail[]
  /** Called after each change, for IDLE. */
  readonly watchers: Set<() => void>
  /** Called when a watcher comes. */
  readonly awaiting: Set<() => void>
}

/** Whose mailbox; in English unless told otherwise. */
type Owner = Pick<Account, 'address'> & Partial<Pick<Account, 'language'>>

export type Mailboxes = ReturnType<typeof createMailboxes>

/** The mail of every account, made when first looked at. */
export function createMailboxes(now: () => Date) {
  const mailboxes = new Map<string, Map<string, Folder>>()

  function of({ address, language }: Owner): Map<string, Folder> {
    const known = mailboxes.get(address)
    if (known) return known
    const made = new Map<string, Folder>(
      namesIn(language).map((path, index) => [path, emptyFolder(path, index + 11)]),
    )
    mailboxes.set(address, made)
    for (const source of firstMails(address, now())) add(made.get('INBOX'), source)

    return made
  }

  function sentItems(account: Owner): Folder | undefined {
    return folder(account, namesIn(account.language)[2])
  }

  /** INBOX is INBOX in any capitals (RFC 3501, 5.1). */
  function folder(account: Owner, path: string): Folder | undefined {
    return of(account).get(path.toUpperCase() === 'INBOX' ? 'INBOX' : path)
  }

  function add(to: Folder | undefined, source: string | Buffer, flags: Iterable<string> = []): number {
    if (!to) throw new Error('There is no such folder')
    const uid = to.uidNext
    to.uidNext += 1
    to.mails.push({ uid, flags: new Set(flags), receivedAt: now(), source: Buffer.from(source) })
    changed(to)

    return uid
  }

  /** False when it is already there. */
  function create(account: Owner, path: string): boolean {
    if (folder(account, path)) return false
    of(account).set(path, emptyFolder(path, of(account).size + 11))

    return true
  }

  function remove(from: Folder, uids: ReadonlySet<number>): void {
    from.mails = from.mails.filter((mail) => !uids.has(mail.uid))
    changed(from)
  }

  /** Numbers all mails of a folder anew, as after a move to other servers. */
  function rebuild(folder: Folder, uidValidity = folder.uidValidity + 1): void {
    folder.mails = folder.mails.map((mail, index) => ({ ...mail, uid: index + 1 }))
    Object.assign(folder, { uidValidity, uidNext: folder.mails.length + 1 })
    changed(folder)
  }

  /** Resolves when someone watches the INBOX. */
  async function watched(account: Owner): Promise<void> {
    const inbox = folder(account, 'INBOX')
    if (!inbox || inbox.watchers.size > 0) return
    await new Promise<void>((resolve) => inbox.awaiting.add(resolve))
  }

  return {
    watched,
    of,
    folder,
    sentItems,
    /** Puts a mail into a mailbox as if it had come in; clients in IDLE hear of it. */
    deliver: (account: Owner, source: string | Buffer): number => add(folder(account, 'INBOX'), source),
    create,
    add,
    remove,
    rebuild,
    reset: (): void => mailboxes.clear(),
  }
}

function namesIn(language: Account['language'] = 'en') {
  return folderNames[language]
}

function emptyFolder(path: string, uidValidity: number): Folder {
  return { path, uidValidity, uidNext: 1, mails: [], watchers: new Set(), awaiting: new Set() }
}

/** Hears of each change until the returned function is called. */
export function watch({ watchers, awaiting }: Folder, watcher: () => void): () => void {
  watchers.add(watcher)
  for (const resolve of awaiting) resolve()
  awaiting.clear()

  return () => watchers.delete(watcher)
}

function changed(folder: Folder): void {
  for (const watcher of folder.watchers) watcher()
}

function firstMails(address: string, now: Date): string[] {
  return [
    mail({
      from: 'Clara Kundin <clara@kunden.example>',
      to: address,
      subject: 'Where is my order 4711?',
      date: new Date(now.getTime() - 7_200_000),
      text: 'Hello, when will my parcel arrive?',
    }),
    mail({
      from: 'Lieferando AG <rechnung@lieferant.example>',
      to: address,
      subject: '=?utf-8?B?UmVjaG51bmcgZsO8ciBOb3ZlbWJlcg==?=',
      date: new Date(now.getTime() - 3_600_000),
      text: 'Guten Tag, anbei die Rechnung.',
    }),
  ]
}

/** A plain mail, ready to be delivered. */
export function mail(of: { from: string; to: string; subject: string; date: Date; text: string }): string {
  const messageId = `<${of.date.getTime()}.${of.subject.length}@${of.from.replace(/^.*@|>$/g, '')}>`

  return [
    `From: ${of.from}`,
    `To: ${of.to}`,
    `Subject: ${of.subject}`,
    `Date: ${of.date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${messageId}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    of.text,
    '',
  ].join('\r\n')
}
