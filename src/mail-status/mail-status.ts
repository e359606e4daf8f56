/** The facts the set-up checklist and the banners are made from. */
export interface MailFacts {
  customEmailServers: boolean
  hasCredentials: boolean
  /** The default From is set, and a server lets it send. */
  hasSender: boolean
  /** Midnight UTC of the day the admin entered, if any. */
  secretValidUntil: Date | null
  outgoing: readonly ServerFacts[]
  incoming: readonly (ServerFacts & { confirmed: boolean })[]
}

export interface ServerFacts {
  id: string
  connected: boolean
  lastTest: 'passed' | 'failed' | 'none'
}

export type TaskId = 'credentials' | 'switch' | 'outgoing' | 'connect' | 'test' | 'sender' | 'incoming'

export interface Task {
  id: TaskId
  state: 'done' | 'failed' | 'open'
  /** The page where it is done, below the mount point. */
  path: string
}

const dayMs = 24 * 60 * 60 * 1000
/** Long enough to order a new secret, short enough to be taken seriously. */
const warnDays = 30

/** What remains to be set up, in the order in which it is done. */
export function checklist(facts: MailFacts): Task[] {
  const first = facts.outgoing[0]
  const server = first ? `/outgoing-servers/${first.id}` : '/outgoing-servers/new'
  const unconfirmed = facts.incoming.find(({ confirmed }) => !confirmed)

  return [
    { id: 'credentials', state: doneIf(facts.hasCredentials), path: '/general-settings' },
    { id: 'switch', state: doneIf(facts.customEmailServers), path: '/general-settings' },
    { id: 'outgoing', state: doneIf(first !== undefined), path: server },
    { id: 'connect', state: doneIf(facts.outgoing.some(({ connected }) => connected)), path: server },
    { id: 'test', state: testState(facts.outgoing), path: server },
    { id: 'sender', state: doneIf(facts.hasSender), path: '/general-settings' },
    {
      id: 'incoming',
      state: doneIf(facts.incoming.some(({ confirmed }) => confirmed)),
      path: unconfirmed ? `/incoming-servers/${unconfirmed.id}` : '/incoming-servers/new',
    },
  ]
}

/** Whole days until the client secret runs out; undefined while that is far away or unknown. */
export function daysLeft({ secretValidUntil }: MailFacts, now: Date): number | undefined {
  if (!secretValidUntil) return undefined
  const days = Math.ceil((secretValidUntil.getTime() - now.getTime()) / dayMs)

  return days <= warnDays ? Math.max(0, days) : undefined
}

function doneIf(done: boolean): Task['state'] {
  return done ? 'done' : 'open'
}

function testState(servers: readonly ServerFacts[]): Task['state'] {
  if (servers.some(({ lastTest }) => lastTest === 'passed')) return 'done'

  return servers.some(({ lastTest }) => lastTest === 'failed') ? 'failed' : 'open'
}
