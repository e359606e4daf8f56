import type { Prisma } from '../storage/generated/client.ts'
import type { Cursor } from './cursors.ts'
import type { SealedMail } from './mail-bytes.ts'

type Transaction = Prisma.TransactionClient

/**
 * Gives mails that are stored under a former number the one they have now, and answers those that are not; but for
 * those that are older than what was ever wanted.
 */
export async function withoutKnown(
  tx: Transaction,
  cursor: Cursor,
  mails: readonly SealedMail[],
): Promise<SealedMail[]> {
  const { matchBefore, againSince } = cursor
  const doubtful = mails.filter(({ uid }) => matchBefore !== null && uid < matchBefore)
  if (doubtful.length === 0) return [...mails]
  const known = await findKnown(tx, cursor, doubtful)
  await renumber(tx, cursor, known)
  const isUnwanted = ({ internalDate }: SealedMail) =>
    againSince !== null && internalDate !== null && internalDate < againSince

  return mails.filter((mail) => !known.has(mail) && !(doubtful.includes(mail) && isUnwanted(mail)))
}

/** Each with the row that holds it; two alike are two rows. */
async function findKnown(
  tx: Transaction,
  cursor: Cursor,
  mails: SealedMail[],
): Promise<Map<SealedMail, string>> {
  const { serverId, folder, uidValidity } = cursor
  const former = { serverId, folder, uidValidity: { not: uidValidity } }
  const rows = await tx.inboxMail.findMany({
    where: { ...former, sha256: { in: mails.map(({ sha256 }) => sha256) } },
    select: { id: true, sha256: true },
    orderBy: { uid: 'asc' },
  })
  const found = new Map<SealedMail, string>()
  const taken = new Set<string>()
  const take = (mail: SealedMail, row: { id: string } | undefined | null) => {
    if (!row) return
    taken.add(row.id)
    found.set(mail, row.id)
  }
  for (const mail of mails)
    take(
      mail,
      rows.find(({ id, sha256 }) => sha256 === mail.sha256 && !taken.has(id)),
    )
  for (const mail of mails) if (!found.has(mail)) take(mail, await sameHeader(tx, former, mail, [...taken]))

  return found
}

/** A provider may have changed bytes on the way, as a header it adds. */
async function sameHeader(
  tx: Transaction,
  former: Prisma.InboxMailWhereInput,
  mail: SealedMail,
  taken: string[],
) {
  const messageId = /^message-id:\s*(<[^<>\s]{3,250}>)/im.exec(mail.head)?.[1]
  const date = new Date(/^date:\s*([^\r\n]{5,100})/im.exec(mail.head)?.[1] ?? '')
  if (messageId === undefined || Number.isNaN(date.getTime())) return undefined

  return tx.inboxMail.findFirst({
    where: { ...former, messageId, sentAt: date, size: mail.size, id: { notIn: taken } },
    select: { id: true },
    orderBy: { uid: 'asc' },
  })
}

async function renumber(
  tx: Transaction,
  { uidValidity }: Cursor,
  known: Map<SealedMail, string>,
): Promise<void> {
  if (known.size === 0) return
  const uids = [...known.keys()].map(({ uid }) => BigInt(uid))
  await tx.$executeRaw`UPDATE "InboxMail" m SET "uidValidity" = ${uidValidity}, "uid" = n."uid"
    FROM unnest(${[...known.values()]}::uuid[], ${uids}::bigint[]) AS n("id", "uid") WHERE m."id" = n."id"`
}
