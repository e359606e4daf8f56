import { randomUUID } from 'node:crypto'
import type { Admin } from '../admin.ts'
import { TooMany } from '../errors.ts'
import { serverGone } from '../mail-servers/server-rows.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'
import { aliveSince, inAll, mayStartAt, perAdmin, type ServerKind, windowStart } from './connection-test.ts'
import { startTexts } from './start-texts.ts'
import { type SignInWith, stepsOf, waitingSteps } from './steps.ts'
import { columnOf, noteOnServer, stepsJson } from './test-rows.ts'

export interface Start {
  kind: ServerKind
  serverId: string
  by: Admin
  confirm: boolean
  at: Date
}

/** Any number will do, as long as nothing else uses it. */
const startLock = 7_305_111

/**
 * The row of a new test, or of the one that runs already. Throws NotFound and TooMany. One start at a time, in all
 * processes: the checks and the new row belong together.
 */
export function beginTest(db: Database, start: Start): Promise<{ id: string; isNew: boolean }> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${startLock})`
    const { signInWith } = await find(tx, start)
    const running = await join(tx, start)
    if (running) return { id: running.id, isNew: false }
    await mayStart(tx, start)

    return { id: await create(tx, start, signInWith), isNew: true }
  })
}

/** The test of this server that runs already. Whoever asks for a confirmation gets it from that one. */
async function join(
  tx: Prisma.TransactionClient,
  { kind, serverId, confirm, at }: Start,
): Promise<{ id: string } | undefined> {
  const [running] = await tx.connectionTest.updateManyAndReturn({
    where: { ...columnOf(kind, serverId), state: 'running', startedAt: { gt: aliveSince(at) } },
    data: confirm && kind === 'incoming' ? { confirms: true } : { state: 'running' },
    select: { id: true },
  })

  return running
}

async function find(
  tx: Prisma.TransactionClient,
  { kind, serverId }: Start,
): Promise<{ signInWith: SignInWith }> {
  const query = { where: { id: serverId }, select: { signInWith: true } } as const
  const server =
    kind === 'outgoing'
      ? await tx.outgoingServer.findUnique(query)
      : await tx.incomingServer.findUnique(query)
  if (!server) throw serverGone()

  return server
}

async function mayStart(tx: Prisma.TransactionClient, { by, at }: Start): Promise<void> {
  const all = await tx.connectionTest.findMany({
    where: { startedAt: { gt: windowStart(inAll, at) } },
    select: { startedAt: true, startedBy: true },
  })
  const own = all.filter(
    ({ startedBy, startedAt }) => startedBy === by.id && startedAt > windowStart(perAdmin, at),
  )
  const times = (tests: typeof all) => tests.map(({ startedAt }) => startedAt)
  const until = mayStartAt(times(all), inAll) ?? mayStartAt(times(own), perAdmin)
  if (until) throw new TooMany(startTexts.tooMany, until)
}

async function create(tx: Prisma.TransactionClient, start: Start, signInWith: SignInWith): Promise<string> {
  const { kind, serverId, by, confirm, at } = start
  const id = randomUUID()
  const protocol = kind === 'outgoing' ? 'smtp' : 'imap'
  await tx.connectionTest.create({
    data: {
      id,
      ...columnOf(kind, serverId),
      confirms: confirm && kind === 'incoming',
      steps: stepsJson(waitingSteps(stepsOf(protocol, signInWith))),
      startedBy: by.id,
      startedByName: by.name,
      startedAt: at,
    },
  })
  // The time of the start: what is changed while the test runs is not tested.
  const last = {
    lastTestId: id,
    lastTestState: 'running',
    lastTestAt: at,
    lastTestFailure: Prisma.DbNull,
  } as const
  await noteOnServer(tx, kind, { id: serverId }, last)

  return id
}
