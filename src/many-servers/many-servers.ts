import { createHash } from 'node:crypto'
import { changesOf } from '../activity/changes.ts'
import type { Admin } from '../admin.ts'
import { readingInput } from '../incoming-servers/also-read.ts'
import { incomingFields, ownColumns } from '../incoming-servers/incoming-server.ts'
import type { Text } from '../language/text.ts'
import type { ConnectionRules } from '../mail-servers/connection-form.ts'
import { freeName } from '../mail-servers/free-name.ts'
import { createServerChanges } from '../mail-servers/server-changes.ts'
import { newConnection, openSignIns } from '../mail-servers/server-rows.ts'
import { mailboxOf, type Need, needsIn } from '../microsoft/outlook-account.ts'
import { outgoingFields } from '../outgoing-servers/outgoing-server.ts'
import { type Database, uniqueViolation } from '../storage/database.ts'
import type { Secrets } from '../storage/secrets.ts'
import { type NewServer, type PlannedServer, planServers, type Taken } from './planned-server.ts'
import { readList } from './written-list.ts'

export interface Plan {
  lines: PlannedServer[]
  /** What is wrong with the list as a whole: then it has no lines. */
  problem: Text | undefined
  unused: string[]
  /** Stands for everything above: the same plan has the same fingerprint. */
  fingerprint: string
}

export interface List {
  text: string
  /** Where a line does not say. */
  alsoRead: boolean
}

interface Needs {
  db: Database
  secrets: Secrets
  rules: Record<'outgoing' | 'incoming', ConnectionRules>
  now: () => Date
}

export type ManyServers = ReturnType<typeof createManyServers>

/** Many Outlook servers from one list, all at once. */
export function createManyServers({ db, secrets, rules, now }: Needs) {
  const changes = createServerChanges({ db, now })

  /** What the list would create now, and what stands in the way. */
  async function plan({ text, alsoRead }: List): Promise<Plan> {
    const { servers, problem, unused } = readList(text)
    const lines = planServers(servers, await taken(), { alsoRead })

    return { lines, problem, unused, fingerprint: fingerprintOf(lines) }
  }

  /**
   * Creates the servers, all or none, and answers when: they are known by it. Undefined when a name was taken since they
   * were planned.
   */
  async function create(servers: readonly NewServer[], by: Admin): Promise<Date | undefined> {
    const at = now()
    const outgoing = await outgoingRows(servers, by, at)
    const incoming = await incomingRows(servers, by, at)
    const entries = [
      ...outgoing.map((row) =>
        changes.entry(by, 'outgoing-server.added', row, changesOf({}, row, outgoingFields)),
      ),
      ...incoming.map((row) =>
        changes.entry(by, 'incoming-server.added', row, changesOf({}, row, incomingFields)),
      ),
    ]
    try {
      await db.$transaction([
        db.outgoingServer.createMany({ data: outgoing }),
        db.incomingServer.createMany({ data: incoming }),
        db.activityEntry.createMany({ data: entries }),
      ])
    } catch (error) {
      if (uniqueViolation(error)?.includes('name')) return undefined
      throw error
    }

    return at
  }

  /** The servers of one list, by the time they were created at. */
  function createdAt(at: Date) {
    return db.outgoingServer.findMany({
      omit: { sealedPassword: true },
      include: { outlookAccount: { omit: { sealedTokenCache: true } }, signIns: openSignIns(now()) },
      where: { createdAt: at, archivedAt: null },
      orderBy: { name: 'asc' },
    })
  }

  async function taken(): Promise<Taken> {
    const servers = await db.outgoingServer.findMany({
      select: { name: true, username: true, signInWith: true, archivedAt: true },
    })
    const outlook = servers.filter(({ signInWith, archivedAt }) => signInWith === 'outlook' && !archivedAt)

    return {
      names: new Set(servers.map(({ name }) => name)),
      mailboxes: new Map(outlook.map(({ name, username }) => [username ?? '', name])),
    }
  }

  async function outgoingRows(servers: readonly NewServer[], by: Admin, at: Date) {
    const accounts = await accountsThatMay('send', servers)

    return servers.map(({ name, username, fromFilter, priority }) => ({
      ...newConnection(secrets, 'OutgoingServer', {
        ...rules.outgoing.outlook,
        name,
        username,
        priority,
        signInWith: 'outlook',
        password: null,
        version: 0,
      }),
      fromFilter,
      outlookAccountId: accounts.get(mailboxOf(username)) ?? null,
      ...stamps(by, at),
    }))
  }

  /** For mailboxes that are read already there is nothing to add. */
  async function incomingRows(servers: readonly NewServer[], by: Admin, at: Date) {
    const wished = servers.filter(({ alsoRead }) => alsoRead)
    if (wished.length === 0) return []
    const all = await db.incomingServer.findMany({
      select: { name: true, username: true, archivedAt: true },
    })
    const names = all.map(({ name }) => name)
    const read = new Set(all.filter(({ archivedAt }) => !archivedAt).map(({ username }) => username))
    const accounts = await accountsThatMay('read', wished)

    return wished
      .filter(({ username }) => !read.has(username))
      .map(({ username }) => {
        const name = freeName(username, names)
        names.push(name)
        const input = readingInput(rules.incoming.outlook, name, username)

        return {
          ...newConnection(secrets, 'IncomingServer', input),
          ...ownColumns(input),
          outlookAccountId: accounts.get(mailboxOf(username)) ?? null,
          ...stamps(by, at),
        }
      })
  }

  /** Mailboxes that are connected already, for another server, and may do this. */
  async function accountsThatMay(need: Need, servers: readonly NewServer[]): Promise<Map<string, string>> {
    const accounts = await db.outlookAccount.findMany({
      where: { mailbox: { in: servers.map(({ username }) => mailboxOf(username)) } },
      select: { id: true, mailbox: true, scopes: true },
    })
    const able = accounts.filter(({ scopes }) => needsIn(scopes).has(need))

    return new Map(able.map(({ id, mailbox }) => [mailbox, id]))
  }

  return { plan, create, createdAt }
}

function stamps(by: Admin, at: Date) {
  return { connectionChangedAt: at, createdAt: at, updatedAt: at, updatedBy: by.name }
}

function fingerprintOf(lines: readonly PlannedServer[]): string {
  const facts = lines.map(({ line, server, problems }) => [line, server, problems.map(({ en }) => en)])

  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url')
}
