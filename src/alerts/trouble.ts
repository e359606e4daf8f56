import { z } from 'zod'
import { type Cause, causes } from '../failures/causes.ts'
import type { Failure } from '../failures/failure.ts'
import { storedFailure } from '../failures/stored-failure.ts'

/** What can be wrong, the worst first: in this order pages and mails tell it. */
export const troubleKinds = [
  /** Nothing sends, fetches or watches. */
  'worker',
  /** The app registration: every Outlook account stands still. */
  'app-registration',
  /** A host that does not answer, or not as it should: whatever uses it stands still. */
  'network',
  'outlook-account',
  'outgoing-server',
  'incoming-server',
  'sender',
  'outbox',
  'inbox',
  'hand-over',
  /** The new client secret is refused while the one before still works. */
  'new-secret',
  /** A reminder: nothing is broken yet. */
  'secret-expires',
] as const

const troubleSchema = z.object({
  kind: z.enum(troubleKinds),
  /** The same outage, seen again, has the same key. */
  key: z.string(),
  since: z.coerce.date(),
  /** The page where it is mended, below the mount point. */
  path: z.string(),
  /** What it is about: the name of a server, the address of a mailbox or a sender, a host. */
  subject: z.string().optional(),
  /** Names of the servers that stand still because of it. */
  servers: z.array(z.string()).default([]),
  failure: storedFailure.optional(),
  /** Mails that wait, or need someone. */
  mails: z.number().optional(),
  /** Whole days until the secret runs out. */
  days: z.number().optional(),
})

/** One thing that is wrong now. */
export type Trouble = Omit<z.output<typeof troubleSchema>, 'failure'> & { failure?: Failure | undefined }

/** As a row stores it. Undefined when a later version of Mailroom wrote what this one does not know. */
export function parseTrouble(json: unknown): Trouble | undefined {
  return troubleSchema.safeParse(json).data
}

/** Dates as text: rows hold JSON. */
export function storedTrouble({ since, ...rest }: Trouble): object {
  return JSON.parse(JSON.stringify({ ...rest, since }))
}

/** Something that stands still because of a failure. */
export interface Standstill {
  kind: 'outgoing-server' | 'incoming-server'
  id: string
  name: string
  since: Date
  failure: Failure
  account?: { id: string; mailbox: string } | undefined
}

/** All that is behind it stands still. */
const ofTheProxy: readonly Cause[] = ['proxy-unreachable', 'proxy-wants-sign-in']

/** What it is that is broken: a server that stands still for its app registration is not itself the trouble. */
export function troubleOf({ kind, id, name, since, failure, account }: Standstill): Trouble {
  const common = { since, failure, servers: [name] }
  const path = `/${kind}s/${id}`
  const { scope } = causes[failure.cause]
  if (scope === 'app-registration') return { ...common, kind: scope, key: scope, path: '/general-settings' }
  if (scope === 'network' && failure.host) {
    const subject = placeOf(failure)
    return { ...common, kind: scope, key: `${scope}:${subject}`, subject, path }
  }
  if (scope === 'mailbox' && account)
    return {
      ...common,
      kind: 'outlook-account',
      key: `outlook-account:${account.id}`,
      subject: account.mailbox,
      path,
    }

  return { ...common, kind, key: `${kind}:${id}`, subject: name, path }
}

/** What does not answer: the proxy itself, or the server wherever the way ends. */
function placeOf({ cause, host = '', port, proxy }: Failure): string {
  if (proxy && ofTheProxy.includes(cause)) return proxy

  return port ? `${host}:${port}` : host
}

/** One trouble for everything that stands still because of the same: since the first, with all servers. */
export function together(troubles: readonly Trouble[]): Trouble[] {
  const byKey = new Map<string, Trouble>()
  for (const trouble of troubles) {
    const known = byKey.get(trouble.key)
    byKey.set(trouble.key, known ? merged(known, trouble) : trouble)
  }

  return [...byKey.values()].sort((a, b) => urgency(a) - urgency(b) || a.since.getTime() - b.since.getTime())
}

function merged(one: Trouble, other: Trouble): Trouble {
  const [first, second] = one.since <= other.since ? [one, other] : [other, one]

  return { ...first, servers: [...new Set([...first.servers, ...second.servers])].sort() }
}

function urgency({ kind }: Trouble): number {
  return troubleKinds.indexOf(kind)
}
