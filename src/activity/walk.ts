import type { Prisma } from '../storage/generated/client.ts'
import { type Head, type Linked, linkMac } from './link.ts'

const linksAtOnce = 500

/**
 * `changed`: the entry is another than was linked. `missing`: there is no such entry. `link`: the link is another, or
 * one before it is missing. `cut`: links at the end are missing. `key`: the key of the chain cannot be read.
 */
export const breaks = ['changed', 'missing', 'link', 'cut', 'key'] as const

/** The first entry that is not as it was, by its number; empty where there is none to name. */
export interface Broken {
  how: (typeof breaks)[number]
  entry: string
}

export interface Walked {
  /** So many entries are as they were written. */
  count: number
  /** Undefined for a broken chain. */
  head: Head | undefined
  broken: Broken | undefined
}

interface Way {
  key: Buffer
  /** What stands before the first link. */
  start: Head
  /** Heads known from before, which the chain must still have. */
  anchors: readonly Head[]
}

/** From the first link to the last, or to the first that does not hold. */
export async function walk(db: Prisma.TransactionClient, { key, start, anchors }: Way): Promise<Walked> {
  let head = start
  for await (const { link, entry } of steps(db, start.no)) {
    const how = breakOf(key, head, link, entry)
    const isOther = anchors.some(({ no, mac }) => no === link.no && mac !== link.mac)
    if (how || isOther) return broken(head, { how: how ?? 'link', entry: String(link.entryId) })
    head = link
  }
  const isCut = anchors.some(({ no }) => no > head.no)

  return isCut ? broken(head, { how: 'cut', entry: '' }) : { count: Number(head.no), head, broken: undefined }
}

type Link = Head & { entryId: bigint }

async function* steps(db: Prisma.TransactionClient, after: bigint) {
  for (let no = after, links: Link[] = []; ; no = links.at(-1)?.no ?? no) {
    const place = { where: { no: { gt: no } }, orderBy: { no: 'asc' } } as const
    links = await db.activityLink.findMany({ ...place, take: linksAtOnce })
    const ids = links.map(({ entryId }) => entryId)
    const entries = new Map((await entriesOf(db, ids)).map((entry) => [entry.id, entry]))
    for (const link of links) yield { link, entry: entries.get(link.entryId) }
    if (links.length < linksAtOnce) return
  }
}

function breakOf(key: Buffer, head: Head, link: Link, entry: Linked | undefined): Broken['how'] | undefined {
  if (link.no !== head.no + 1n) return 'link'
  if (!entry) return 'missing'

  return linkMac(key, head.mac, entry) === link.mac ? undefined : 'changed'
}

function broken({ no }: Head, where: Broken): Walked {
  return { count: Number(no), head: undefined, broken: where }
}

export function entriesOf(db: Prisma.TransactionClient, ids: bigint[]): Promise<Linked[]> {
  return db.activityEntry.findMany({
    where: { id: { in: ids } },
    omit: { search: true },
    orderBy: { id: 'asc' },
  })
}
