import { createHash, randomBytes } from 'node:crypto'
import type { FastifySessionOptions, SessionStore } from '@fastify/session'
import type { FastifyRequest, Session } from 'fastify'
import type { Admin } from '../admin.ts'
import type { Database } from '../storage/database.ts'
import { adminFrom, shownColumns } from './user.ts'

const idleMs = 30 * 60_000
const longestMs = 12 * 60 * 60_000
const mostPerUser = 5
/** Not every request has to write. */
const noteUseAfterMs = 60_000

declare module 'fastify' {
  interface Session {
    /** Who is signed in; absent for strangers, who have no row. */
    admin?: Admin
  }
}

/** Browsers take a cookie of the name `__Host-…` only over TLS, for this host and every path. */
export function sessionCookie(overTls: boolean) {
  return {
    name: overTls ? '__Host-sid' : 'sid',
    attributes: { path: '/', httpOnly: true, sameSite: 'lax', secure: overTls },
  } as const
}

interface Needs {
  db: Database
  now: () => Date
  overTls: boolean
  /** At least 32 characters. */
  secret: string
}

export function sessionOptions({ db, now, overTls, secret }: Needs): FastifySessionOptions {
  const { name, attributes } = sessionCookie(overTls)

  return {
    cookieName: name,
    cookie: attributes,
    secret,
    store: createSessionStore({ db, now }),
    idGenerator: () => randomBytes(32).toString('base64url'),
    saveUninitialized: false,
    rolling: false,
  }
}

/** Under a new id: one that was planted before, or seen, is worth nothing afterwards. The old row goes first. */
export async function beginSession(request: FastifyRequest, admin: Admin): Promise<void> {
  request.session.admin = admin
  await request.session.regenerate(['admin'])
}

/** Rows hold the hash of the id, so that a copy of the database signs nobody in. */
export function createSessionStore({ db, now }: Pick<Needs, 'db' | 'now'>): SessionStore {
  async function find(id: string): Promise<Session | null> {
    const at = now()
    const row = await db.session.findUnique({
      where: { idHash: hashOf(id), expiresAt: { gt: at } },
      include: { user: { select: shownColumns } },
    })
    if (!row) return null
    if (at.getTime() - row.lastSeenAt.getTime() >= noteUseAfterMs) await noteUse(row, at)

    return { cookie: { originalMaxAge: null }, admin: adminFrom(row.user) }
  }

  async function noteUse(
    { idHash, createdAt }: { idHash: string; createdAt: Date },
    at: Date,
  ): Promise<void> {
    const data = { lastSeenAt: at, expiresAt: endOf(createdAt, at) }
    await db.session.updateMany({ where: { idHash }, data })
  }

  /** Nothing but who it is, and since when: later saves have nothing to add. */
  async function keep(id: string, { admin }: Session): Promise<void> {
    if (!admin) return
    const at = now()
    const idHash = hashOf(id)
    await db.$transaction(async (tx) => {
      // Locks the user, so that two sign-ins at once do not both count four others.
      await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${admin.id}::uuid FOR UPDATE`
      if (await tx.session.findUnique({ where: { idHash } })) return
      await tx.session.deleteMany({ where: { expiresAt: { lte: at } } })
      const tooMany = await tx.session.findMany({
        where: { userId: admin.id },
        orderBy: { lastSeenAt: 'desc' },
        skip: mostPerUser - 1,
      })
      await tx.session.deleteMany({ where: { idHash: { in: tooMany.map((row) => row.idHash) } } })
      await tx.session.create({
        data: { idHash, userId: admin.id, createdAt: at, lastSeenAt: at, expiresAt: endOf(at, at) },
      })
    })
  }

  async function forget(id: string): Promise<void> {
    await db.session.deleteMany({ where: { idHash: hashOf(id) } })
  }

  return {
    get: (id, done) => void find(id).then((session) => done(null, session), done),
    set: (id, session, done) => void keep(id, session).then(() => done(), done),
    destroy: (id, done) => void forget(id).then(() => done(), done),
  }
}

function endOf(createdAt: Date, lastSeenAt: Date): Date {
  return new Date(Math.min(lastSeenAt.getTime() + idleMs, createdAt.getTime() + longestMs))
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url')
}
