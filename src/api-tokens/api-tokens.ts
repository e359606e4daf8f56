import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { activityEntry, type Deed } from '../activity/activity.ts'
import { changesOf } from '../activity/changes.ts'
import type { Admin } from '../admin.ts'
import { NotFound, RuleBroken } from '../errors.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'
import { apiTokenTexts } from './texts.ts'

/** 256 random bits; the word in front lets scanners of source code recognise one that got there. */
const tokenForm = /^mailroom_[\w-]{43}$/
/** Not every request has to write. */
const noteUseAfterMs = 60_000
const unshown = { tokenHash: true } as const

export type ApiToken = Prisma.ApiTokenGetPayload<{ omit: typeof unshown }>
/** What the program with a token may do. */
export type Rights = Pick<ApiToken, 'maySend' | 'mayRead'>
export type ApiTokens = ReturnType<typeof createApiTokens>

/** Tokens by which programs put mail into the outbox or read received mail. Rows hold hashes, so a copy of the database lets nobody in. */
export function createApiTokens({ db, now }: { db: Database; now: () => Date }) {
  /** Newest first; revoked ones stay, to tell what a program used. */
  async function list(): Promise<ApiToken[]> {
    return db.apiToken.findMany({ omit: unshown, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] })
  }

  async function get(id: string): Promise<ApiToken> {
    const found = await db.apiToken.findUnique({ where: { id }, omit: unshown })
    if (!found) throw new NotFound(apiTokenTexts.gone)

    return found
  }

  /** The token is in this answer and nowhere else. */
  async function make({ name, maySend, mayRead }: Wanted, by: Admin): Promise<{ id: string; token: string }> {
    if (!maySend && !mayRead) throw new RuleBroken(apiTokenTexts.mayNothing, { field: 'maySend' })
    const id = randomUUID()
    const token = `mailroom_${randomBytes(32).toString('base64url')}`
    await db.$transaction(async (tx) => {
      if (await tx.apiToken.findFirst({ where: { name, revokedAt: null } }))
        throw new RuleBroken(apiTokenTexts.nameTaken, { field: 'name' })
      const data = { id, name, maySend, mayRead, tokenHash: hashOf(token), tail: token.slice(-4) }
      await tx.apiToken.create({ data: { ...data, createdAt: now(), createdBy: by.name } })
      const rights = changesOf({}, { maySend, mayRead }, ['maySend', 'mayRead'])
      await note(tx, by, { what: 'api-token.made', subject: name, subjectId: id, changes: rights })
    })

    return { id, token }
  }

  /** Again is no mistake: it is revoked either way. */
  async function revoke(id: string, by: Admin): Promise<void> {
    const { name } = await get(id)
    await db.$transaction(async (tx) => {
      const data = { revokedAt: now(), revokedBy: by.name }
      const { count } = await tx.apiToken.updateMany({ where: { id, revokedAt: null }, data })
      if (count > 0) await note(tx, by, { what: 'api-token.revoked', subject: name, subjectId: id })
    })
  }

  async function note(tx: Prisma.TransactionClient, by: Admin, deed: Deed): Promise<void> {
    await tx.activityEntry.create({ data: activityEntry(by, now(), deed) })
  }

  /** Whose token this is; undefined for one that is none, or no longer. */
  async function check(presented: string): Promise<({ id: string; name: string } & Rights) | undefined> {
    if (!tokenForm.test(presented)) return undefined
    const found = await db.apiToken.findUnique({ where: { tokenHash: hashOf(presented), revokedAt: null } })
    if (!found) return undefined
    const { id, name, maySend, mayRead, lastUsedAt } = found
    const at = now()
    if (!lastUsedAt || at.getTime() - lastUsedAt.getTime() >= noteUseAfterMs)
      await db.apiToken.updateMany({ where: { id }, data: { lastUsedAt: at } })

    return { id, name, maySend, mayRead }
  }

  return { list, get, make, revoke, check }
}

export interface Wanted extends Rights {
  name: string
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
