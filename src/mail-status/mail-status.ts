/** The facts the set-up checklist and the banners are made from. */
export interface MailFacts {
  customEmailServers: boolean
  hasCredentials: boolean
  /** The default From is set, and a server lets it send. */
  hasSender: boolean
  /** Whether any mail has left so far. */
  sending: 'sent' | 'failed' | 'none'
  outgoing: readonly ServerFacts[]
  incoming: readonly (ServerFacts & { confirmed: boolean })[]
}

export interface ServerFacts {
  id: string
  /** Lost: somebody has to sign in again. */
  connection: 'connected' | 'lost' | 'none'
  lastTest: 'passed' | 'failed' | 'none'
}

export type TaskId =
  | 'credentials'
  | 'switch'
  | 'outgoing'
  | 'connect'
  | 'test'
  | 'sender'
  | 'test-mail'
  | 'incoming'

export interface Task {
  id: TaskId
  state: 'done' | 'failed' | 'open'
  /** The page where it is done, below the mount point. */
  path: string
}

/** What remains to be set up, in the order in which it is done. */
export function checklist(facts: MailFacts): Task[] {
  const first = facts.outgoing[0]
  const server = first ? `/outgoing-servers/${first.id}` : '/outgoing-servers/new'
  const unconfirmed = facts.incoming.find(({ confirmed }) => !confirmed)

  return [
    { id: 'credentials', state: doneIf(facts.hasCredentials), path: '/general-settings' },
    { id: 'switch', state: doneIf(facts.customEmailServers), path: '/general-settings' },
    { id: 'outgoing', state: doneIf(first !== undefined), path: server },
    { id: 'connect', state: connectState(facts.outgoing), path: server },
    { id: 'test', state: testState(facts.outgoing), path: server },
    { id: 'sender', state: doneIf(facts.hasSender), path: '/general-settings' },
    { id: 'test-mail', state: sendingStates[facts.sending], path: first ? `${server}/test-mails` : server },
    {
      id: 'incoming',
      state: doneIf(facts.incoming.some(({ confirmed }) => confirmed)),
      path: unconfirmed ? `/incoming-servers/${unconfirmed.id}` : '/incoming-servers/new',
    },
  ]
}

const sendingStates = { sent: 'done', failed: 'failed', none: 'open' } as const

function doneIf(done: boolean): Task['state'] {
  return done ? 'done' : 'open'
}

function connectState(servers: readonly ServerFacts[]): Task['state'] {
  if (servers.some(({ connection }) => connection === 'connected')) return 'done'

  return servers.some(({ connection }) => connection === 'lost') ? 'failed' : 'open'
}

function testState(servers: readonly ServerFacts[]): Task['state'] {
  if (servers.some(({ lastTest }) => lastTest === 'passed')) return 'done'

  return servers.some(({ lastTest }) => lastTest === 'failed') ? 'failed' : 'open'
}
