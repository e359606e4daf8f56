import { Prisma } from '../storage/generated/client.ts'
import type { Cursor } from './cursors.ts'
import type { SealedMail } from './mail-bytes.ts'

type Transaction = Prisma.TransactionClient
/** The mail, and the id of the row that holds it. */
type Known = Map<SealedMail, string>

/** Where mails of former numbers are: stored, or remembered after their time was over. */
const tables = [Prisma.raw('"InboxMail"'), Prisma.raw('"PurgedMail"')]

/**
 * Gives mails that are known under a former number the one they have now, and answers those that are not; but for
 * those of the past that are older than what was ever wanted. New ones are wanted whatever their date.
 */
export async function withoutKnown(
  tx: Transaction,
  cursor: Cursor,
  mails: readonly SealedMail[],
): Promise<SealedMail[]> {
  const { matchBefore, nextUid, againSince } = cursor
  const doubtful = new Set(mails.filter(({ uid }) => matchBefore !== null && uid < matchBefore))
  const isUnwanted = ({ uid, internalDate }: SealedMail) =>
    uid < nextUid && againSince !== null && internalDate !== null && internalDate < againSince
  const unknown = new Set(doubtful)
  for (const table of tables) {
    const known = unknown.size > 0 ? await findKnown(tx, table, cursor, [...unknown]) : new Map()
    await renumber(tx, table, cursor, known)
    for (const mail of known.keys()) unknown.delete(mail)
  }

  return mails.filter((mail) => !doubtful.has(mail) || (unknown.has(mail) && !isUnwanted(mail)))
}

/** Each with the row that holds it; two alike are two rows. */
async function findKnown(
  tx: Transaction,
  table: Prisma.Sql,
  { serverId, folder, uidValidity }: Cursor,
  mails: SealedMail[],
): Promise<Known> {
  // Locked: a mail whose time is over just now is found in the other table.
  const former = (alike: Prisma.Sql) => tx.$queryRaw<{ id: string; sha256: string }[]>`
    SELECT "id", "sha256" FROM ${table} WHERE "serverId" = ${serverId}::uuid AND "folder" = ${folder}
      AND "uidValidity" <> ${uidValidity} AND ${alike} ORDER BY "uid" FOR UPDATE`
  const rows = await former(Prisma.sql`"sha256" = ANY(${mails.map(({ sha256 }) => sha256)}::text[])`)
  const found: Known = new Map()
  const taken = new Set<string>()
  const take = (mail: SealedMail, candidates: { id: string }[]) => {
    const row = candidates.find(({ id }) => !taken.has(id))
    if (!row) return
    taken.add(row.id)
    found.set(mail, row.id)
  }
  for (const mail of mails)
    take(
      mail,
      rows.filter(({ sha256 }) => sha256 === mail.sha256),
    )
  for (const mail of mails) {
    const alike = found.has(mail) ? undefined : sameHeader(mail)
    if (alike) take(mail, await former(alike))
  }

  return found
}

/** A provider may have changed bytes on the way, as a header it adds. */
function sameHeader({ head, size }: SealedMail): Prisma.Sql | undefined {
  const messageId = messageIdIn(head)
  const date = new Date(/^date:\s*([^\r\n]{5,100})/im.exec(head)?.[1] ?? '')
  if (messageId === undefined || Number.isNaN(date.getTime())) return undefined

  return Prisma.sql`"messageId" = ${messageId} AND "sentAt" = ${date} AND "size" = ${size}`
}

/** With angle brackets; of the header in whatever case. */
export function messageIdIn(head: string): string | undefined {
  return /^message-id:\s*(<[^<>\s]{3,250}>)/im.exec(head)?.[1]
}

async function renumber(
  tx: Transaction,
  table: Prisma.Sql,
  { uidValidity }: Cursor,
  known: Known,
): Promise<void> {
  if (known.size === 0) return
  const uids = [...known.keys()].map(({ uid }) => BigInt(uid))
  await tx.$executeRaw`UPDATE ${table} m SET "uidValidity" = ${uidValidity}, "uid" = n."uid"
    FROM unnest(${[...known.values()]}::uuid[], ${uids}::bigint[]) AS n("id", "uid") WHERE m."id" = n."id"`
}
