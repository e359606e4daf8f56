import type { ImapMailbox, OpenedFolder } from '../network/imap-mailbox.ts'
import { ownFailure } from '../network/remote-failure.ts'
import type { Database } from '../storage/database.ts'
import { type IncomingServer, Prisma, type FolderCursor as Row } from '../storage/generated/client.ts'
import { accountOf } from './account.ts'
import type { Lease, Leases } from './leases.ts'
import { areReused } from './reused-numbers.ts'
import { createStartingPoint } from './starting-point.ts'

type Mailbox = Pick<ImapMailbox, 'uids' | 'facts' | 'piece'>

interface Needs {
  db: Database
  leases: Leases
  now: () => Date
}

/** Where the reading of a folder stands, as it is in the database. */
export interface Cursor {
  serverId: string
  folder: string
  uidValidity: bigint
  /** The first UID of the mails that are still to come. */
  nextUid: number
  /** From here up to nextUid older mails are looked through; null when that is done. */
  againFromUid: number | null
  againSince: Date | null
  /** Mails below this UID may be stored under a former number. */
  matchBefore: number | null
}

type Changes = Omit<Prisma.FolderCursorUncheckedCreateInput, 'serverId' | 'folder'>

/** INBOX is INBOX in any capitals (RFC 3501, 5.1). */
export function folderOf({ folder }: Pick<IncomingServer, 'folder'>): string {
  return folder.toUpperCase() === 'INBOX' ? 'INBOX' : folder
}

/** Whether two names may stand for one folder: Exchange tells no name from another by its capitals. */
export function isSameFolder(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

export type Cursors = ReturnType<typeof createCursors>

/** Finds out where to go on in a folder that was just opened. */
export function createCursors({ db, leases, now }: Needs) {
  const startingPoint = createStartingPoint({ db, now })

  /** Throws RemoteFailure when the numbers of the folder cannot be trusted, LeaseLost. */
  async function find(
    lease: Lease,
    server: IncomingServer,
    imap: Mailbox,
    opened: OpenedFolder,
  ): Promise<Cursor> {
    if (opened.uidValidity === 0n) throw ownFailure('mailbox-not-numbered')
    const folder = folderOf(server)
    const known = await db.folderCursor.findUnique({
      where: { serverId_folder: { serverId: server.id, folder } },
    })
    const goesOn = known && continues(known, server, opened)
    if (goesOn && !(await areReused(db, imap, known))) return cursorOf(known)
    const uidNext = opened.uidNext ?? ((await imap.uids({ uid: 1 })).at(-1) ?? 0) + 1
    const data = await startingPoint(known, server, imap, uidNext)

    return save(lease, folder, { ...data, account: accountOf(server), uidValidity: opened.uidValidity })
  }

  async function save(lease: Lease, folder: string, data: Changes): Promise<Cursor> {
    const { serverId } = lease
    const row = await db.$transaction(async (tx) => {
      await leases.write(tx, lease, {})
      await makeRoom(tx, serverId, folder, BigInt(data.uidValidity))

      return tx.folderCursor.upsert({
        where: { serverId_folder: { serverId, folder } },
        create: { serverId, folder, ...data },
        update: data,
      })
    })

    return cursorOf(row)
  }

  return { find }
}

/** Mails stored under the number the folder has now are of a former one: they get a number no server uses. */
async function makeRoom(
  tx: Prisma.TransactionClient,
  serverId: string,
  folder: string,
  uidValidity: bigint,
): Promise<void> {
  for (const table of [Prisma.raw('"InboxMail"'), Prisma.raw('"PurgedMail"')])
    await tx.$executeRaw`UPDATE ${table} SET "uidValidity" = LEAST(0, (SELECT min("uidValidity") FROM ${table}
        WHERE "serverId" = ${serverId}::uuid AND "folder" = ${folder})) - 1
      WHERE "serverId" = ${serverId}::uuid AND "folder" = ${folder} AND "uidValidity" = ${uidValidity}`
}

function continues(known: Row, server: IncomingServer, { uidValidity, uidNext }: OpenedFolder): boolean {
  // A number that went back was given out again, which a server must never do (RFC 3501, 2.3.1.1). Where the server does
  // not tell it nobody knows: the highest of its mails may have been removed.
  const hasGoneBack = uidNext !== undefined && uidNext < Number(known.nextUid)

  return known.account === accountOf(server) && known.uidValidity === uidValidity && !hasGoneBack
}

function cursorOf(row: Row): Cursor {
  const { serverId, folder, uidValidity, againSince } = row

  return {
    serverId,
    folder,
    uidValidity,
    nextUid: Number(row.nextUid),
    againFromUid: row.againFromUid === null ? null : Number(row.againFromUid),
    againSince,
    matchBefore: row.matchBefore === null ? null : Number(row.matchBefore),
  }
}
