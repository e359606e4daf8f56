import { z } from 'zod'
import type { Admin } from '../admin.ts'
import { NotFound } from '../errors.ts'
import { serverGone } from '../mail-servers/server-rows.ts'
import { ownFailure } from '../network/remote-failure.ts'
import type { Database } from '../storage/database.ts'
import { beginTest, type Start } from './begin-test.ts'
import { aliveSince, type ConnectionTest, type ServerKind } from './connection-test.ts'
import { finishTest } from './finish-test.ts'
import { runImapTest, runSmtpTest } from './run.ts'
import type { TestResult } from './run-steps.ts'
import type { ServersUnderTest } from './server-under-test.ts'
import { startTexts } from './start-texts.ts'
import { parseSteps, type Step, settledSteps, type Timeouts } from './steps.ts'
import { stepsJson, testOf, withServer } from './test-rows.ts'

export type { ConnectionTest } from './connection-test.ts'

interface Needs {
  db: Database
  now: () => Date
  log: { error(details: object, message: string): void }
  serversUnderTest: ServersUnderTest
  runOutgoing?: typeof runSmtpTest
  runIncoming?: typeof runImapTest
  timeouts?: Partial<Timeouts>
}

export type ConnectionTests = ReturnType<typeof createConnectionTests>

/** Connection tests, each running in the background of the process that started it. */
export function createConnectionTests({
  db,
  now,
  log,
  serversUnderTest,
  runOutgoing = runSmtpTest,
  runIncoming = runImapTest,
  timeouts,
}: Needs) {
  const stopping = new AbortController()
  const running = new Map<string, Promise<void>>()

  /**
   * Starts a test and answers at once. `confirm`: a pass also confirms the incoming server. While a test of this server
   * runs, it is that one. Throws NotFound and TooMany.
   */
  async function start(
    kind: ServerKind,
    serverId: string,
    by: Admin,
    { confirm = false } = {},
  ): Promise<{ id: string; startedNow: boolean }> {
    if (!isId(serverId)) throw serverGone()
    const test = { kind, serverId, by, confirm, at: now() }
    const { id, isNew } = await beginTest(db, test)
    if (isNew) keep(id, run(id, test))

    return { id, startedNow: isNew }
  }

  function keep(id: string, work: Promise<void>): void {
    const kept = work
      .catch((err: unknown) => log.error({ err, connectionTest: id }, 'connection test broke'))
      .finally(() => running.delete(id))
    running.set(id, kept)
  }

  async function run(id: string, test: Start): Promise<void> {
    const steps = stepWriter(id)
    try {
      const result = await runSteps(test, steps.write)
      await steps.written()
      await finishTest(db, id, result, now())
    } catch (error) {
      await steps.written()
      await giveUp(id)
      throw error
    }
  }

  async function runSteps(
    { kind, serverId, by }: Start,
    onStep: (steps: Step[]) => void,
  ): Promise<TestResult> {
    const options = { now, timeouts, signal: stopping.signal }
    if (kind === 'outgoing')
      return runOutgoing(await serversUnderTest.outgoing(serverId, by), options, onStep)

    return runIncoming(await serversUnderTest.incoming(serverId), options, onStep)
  }

  /** Writes what is known as fast as the database takes it; what comes meanwhile is written together. */
  function stepWriter(id: string) {
    let latest: Step[] | undefined
    let writing: Promise<void> | undefined

    async function drain(): Promise<void> {
      while (latest) {
        const steps = stepsJson(latest)
        latest = undefined
        await db.connectionTest.updateMany({ where: { id, state: 'running' }, data: { steps } })
      }
    }

    return {
      write(steps: Step[]): void {
        latest = steps
        writing ??= drain()
          // The next step, or the end, is written again.
          .catch((err: unknown) => log.error({ err, connectionTest: id }, 'steps could not be written'))
          .finally(() => {
            writing = undefined
          })
      },
      written: async () => writing,
    }
  }

  /** Throws NotFound. */
  async function get(id: string): Promise<ConnectionTest> {
    const test = await find(id)
    if (test.state !== 'running' || test.startedAt > aliveSince(now())) return test
    await giveUp(id)

    return find(id)
  }

  async function find(id: string): Promise<ConnectionTest> {
    const row = isId(id) ? await db.connectionTest.findUnique({ where: { id }, include: withServer }) : null
    const test = row && testOf(row)
    if (!test) throw new NotFound(startTexts.testGone)

    return test
  }

  /** The test once it has ended, if it runs in this process. */
  async function waitFor(id: string): Promise<ConnectionTest> {
    await running.get(id)

    return get(id)
  }

  /** Ends what a crash has left running. */
  async function tidy(): Promise<void> {
    const dead = await db.connectionTest.findMany({
      where: { state: 'running', startedAt: { lte: aliveSince(now()) } },
      select: { id: true },
    })
    for (const { id } of dead) await giveUp(id)
  }

  async function giveUp(id: string): Promise<void> {
    const row = await db.connectionTest.findUnique({ where: { id }, select: { steps: true } })
    const { failure } = ownFailure('test-too-long')
    const steps = settledSteps(parseSteps(row?.steps))
    await finishTest(db, id, { state: 'timed_out', steps, failure }, now())
  }

  /** Stops the tests of this process and waits until they have said so. */
  async function stop(): Promise<void> {
    stopping.abort()
    await Promise.all(running.values())
  }

  return { start, get, waitFor, tidy, stop }
}

function isId(id: string): boolean {
  return z.uuid().safeParse(id).success
}
