import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { TestResult } from '../../src/connection-test/run-steps.ts'
import type { Step } from '../../src/connection-test/steps.ts'
import { NotFound, TooMany } from '../../src/errors.ts'
import { useDatabase } from '../database.ts'
import { describeOnBothDatabases } from '../postgres.ts'
import { connectionTests, endedByHand, failed, passed, steps } from './played-tests.ts'
import { ada, addIncoming, addOutgoing, bernd } from './shop.ts'

describeOnBothDatabases('connection tests', (db) => {
  test('a test is there at once, with every step waiting, and Ada stands beside it', async () => {
    const { run, end } = endedByHand()
    const tests = connectionTests(db, run)
    const serverId = await addOutgoing(db, { name: 'Bestellungen' })

    const started = await tests.start('outgoing', serverId, ada)
    const shown = await tests.get(started.id)
    end(passed)
    await tests.waitFor(started.id)

    expect(started.startedNow).toBe(true)
    expect(shown).toEqual({
      id: started.id,
      state: 'running',
      confirms: false,
      steps,
      failure: undefined,
      startedAt: tests.now(),
      finishedAt: null,
      startedByName: 'Ada',
      server: {
        kind: 'outgoing',
        id: serverId,
        name: 'Bestellungen',
        username: 'bestellung@mein-shop.example',
        host: 'localhost',
        port: 587,
      },
    })
  })

  test('one server is tested once at a time, however many ask at once', async () => {
    const { run, end } = endedByHand()
    const tests = connectionTests(db, run)
    const serverId = await addOutgoing(db)

    const started = await Promise.all(
      Array.from({ length: 8 }, (_, n) => tests.start('outgoing', serverId, n % 2 ? ada : bernd)),
    )

    expect(new Set(started.map(({ id }) => id)).size).toBe(1)
    expect(started.filter(({ startedNow }) => startedNow)).toHaveLength(1)
    expect(await db.connectionTest.count()).toBe(1)
    end(passed)
    await tests.stop()
  })

  test('no more than six tests start at once for one admin', async () => {
    const { run, end } = endedByHand()
    const tests = connectionTests(db, run)
    const servers = await Promise.all(Array.from({ length: 9 }, () => addOutgoing(db)))

    const started = await Promise.allSettled(servers.map((id) => tests.start('outgoing', id, ada)))

    expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(6)
    end(passed)
    await tests.stop()
  })
})

const db = useDatabase()

test('a test that passed is written on the test, the server and in the log of activities', async () => {
  const tests = connectionTests(db)
  const serverId = await addOutgoing(db, { name: 'Bestellungen' })

  const { id } = await tests.start('outgoing', serverId, ada)
  const ended = await tests.waitFor(id)

  expect(ended).toMatchObject({
    state: 'passed',
    finishedAt: tests.now(),
    steps: passed.steps,
    failure: undefined,
  })
  expect(await db.outgoingServer.findUniqueOrThrow({ where: { id: serverId } })).toMatchObject({
    lastTestId: id,
    lastTestState: 'passed',
    lastTestAt: tests.now(),
    lastTestFailure: null,
    version: 1,
  })
  expect(await db.activityEntry.findMany({ omit: { id: true } })).toMatchObject([
    {
      at: tests.now(),
      adminId: 'ada',
      adminName: 'Ada',
      what: 'connection-test.passed',
      subject: 'Bestellungen',
      subjectId: serverId,
      detail: null,
    },
  ])
})

test('a test that failed keeps its failure, and the next one forgets it', async () => {
  const results = [failed, passed]
  const tests = connectionTests(db, async () => results.shift() ?? passed)
  const serverId = await addOutgoing(db)
  const server = () => db.outgoingServer.findUniqueOrThrow({ where: { id: serverId } })

  const first = await tests.start('outgoing', serverId, ada)
  const ended = await tests.waitFor(first.id)
  const afterwards = await server()
  await tests.waitFor((await tests.start('outgoing', serverId, ada)).id)

  expect(ended).toMatchObject({ state: 'failed', failure: failed.failure })
  expect(afterwards).toMatchObject({ lastTestState: 'failed', lastTestFailure: failed.failure })
  expect(await server()).toMatchObject({ lastTestState: 'passed', lastTestFailure: null })
  expect(await db.activityEntry.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
    { what: 'connection-test.failed', detail: { cause: 'server-name-unknown' } },
    { what: 'connection-test.passed', detail: null },
  ])
})

test('steps are there to see while the test runs', async () => {
  const running = steps.map((step): Step => (step.id === 'dns' ? { ...step, state: 'running' } : step))
  let end = (_: TestResult) => {}
  let said = () => {}
  const saying = new Promise<void>((resolve) => {
    said = resolve
  })
  const tests = connectionTests(db, (_, onStep) => {
    onStep(running)
    said()

    return new Promise((resolve) => {
      end = resolve
    })
  })

  const { id } = await tests.start('outgoing', await addOutgoing(db), ada)
  await saying

  await expect.poll(async () => (await tests.get(id)).steps).toEqual(running)
  end(passed)
  expect((await tests.waitFor(id)).steps).toEqual(passed.steps)
})

test('Test & confirm confirms the incoming server when it passed', async () => {
  const tests = connectionTests(db)
  const serverId = await addIncoming(db, { name: 'Anfragen' })

  const { id } = await tests.start('incoming', serverId, ada, { confirm: true })
  const ended = await tests.waitFor(id)

  expect(ended).toMatchObject({ confirms: true, server: { kind: 'incoming', folder: 'INBOX' } })
  expect(await db.incomingServer.findUniqueOrThrow({ where: { id: serverId } })).toMatchObject({
    confirmedAt: tests.now(),
    lastTestState: 'passed',
    version: 2,
  })
  expect(await db.activityEntry.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
    { what: 'connection-test.passed' },
    { what: 'incoming-server.confirmed', subject: 'Anfragen', subjectId: serverId, adminName: 'Ada' },
  ])
})

test.each([
  ['a plain test', { confirm: false }, passed],
  ['a failed test', { confirm: true }, failed],
] as const)('%s confirms nothing', async (_, options, result) => {
  const tests = connectionTests(db, async () => result)
  const serverId = await addIncoming(db)

  await tests.waitFor((await tests.start('incoming', serverId, ada, options)).id)

  expect(await db.incomingServer.findUnique({ where: { id: serverId } })).toMatchObject({ confirmedAt: null })
})

test.each([
  ['changed', { connectionChangedAt: new Date('2026-11-24T15:00:05.000Z') }],
  ['archived', { archivedAt: new Date('2026-11-24T15:00:05.000Z') }],
])('a server that was %s during the test is not confirmed, and the page does not say so', async (_, data) => {
  const { run, end } = endedByHand()
  const tests = connectionTests(db, run)
  const serverId = await addIncoming(db)

  const { id } = await tests.start('incoming', serverId, ada, { confirm: true })
  await db.incomingServer.update({ where: { id: serverId }, data })
  end(passed)

  expect(await tests.waitFor(id)).toMatchObject({ state: 'passed', confirms: false })
  expect(await db.incomingServer.findUnique({ where: { id: serverId } })).toMatchObject({ confirmedAt: null })
})

test('an outgoing server has nothing to confirm', async () => {
  const tests = connectionTests(db)

  const { id } = await tests.start('outgoing', await addOutgoing(db), ada, { confirm: true })

  expect(await tests.waitFor(id)).toMatchObject({ state: 'passed', confirms: false })
})

test('the seventh test within ten minutes has to wait for the first to be ten minutes old', async () => {
  const tests = connectionTests(db)
  const serverId = await addOutgoing(db)
  const startedAt = tests.now()
  for (let n = 0; n < 6; n++) {
    await tests.waitFor((await tests.start('outgoing', serverId, ada)).id)
    tests.later(60)
  }

  const seventh = tests.start('outgoing', serverId, ada)

  await expect(seventh).rejects.toThrow(TooMany)
  await expect(seventh).rejects.toMatchObject({ retryAt: new Date(startedAt.getTime() + 600_000) })
  await expect(tests.start('outgoing', serverId, bernd)).resolves.toMatchObject({ startedNow: true })
  await tests.stop()
})

test('after ten minutes the next test may start', async () => {
  const tests = connectionTests(db)
  const serverId = await addOutgoing(db)
  for (let n = 0; n < 6; n++) await tests.waitFor((await tests.start('outgoing', serverId, ada)).id)

  tests.later(600)

  expect(await tests.start('outgoing', serverId, ada)).toMatchObject({ startedNow: true })
  await tests.stop()
})

test('thirty tests an hour are enough for everyone together', async () => {
  const tests = connectionTests(db)
  const serverId = await addOutgoing(db)
  for (let n = 0; n < 30; n++)
    await tests.waitFor((await tests.start('outgoing', serverId, { id: `admin ${n}`, name: 'Admin' })).id)

  await expect(tests.start('outgoing', serverId, ada)).rejects.toThrow(TooMany)
})

test('Test & confirm during a plain test takes that one for its own', async () => {
  const { run, end } = endedByHand()
  const tests = connectionTests(db, run)
  const serverId = await addIncoming(db)
  const { id } = await tests.start('incoming', serverId, ada)

  const joined = await tests.start('incoming', serverId, ada, { confirm: true })
  end(passed)

  expect(joined).toEqual({ id, startedNow: false })
  expect(await tests.waitFor(id)).toMatchObject({ state: 'passed', confirms: true })
  expect(await db.incomingServer.findUnique({ where: { id: serverId } })).toMatchObject({
    confirmedAt: expect.any(Date),
  })
})

test('a test whose process is gone does not keep the next one waiting', async () => {
  const crashed = connectionTests(db, () => new Promise(() => {}))
  const tests = connectionTests(db)
  const serverId = await addOutgoing(db)
  const { id } = await crashed.start('outgoing', serverId, ada)

  tests.later(59)
  const early = await tests.start('outgoing', serverId, ada)
  tests.later(1)
  const late = await tests.start('outgoing', serverId, ada)

  expect(early).toEqual({ id, startedNow: false })
  expect(late.startedNow).toBe(true)
  await tests.waitFor(late.id)
  expect(await tests.get(id)).toMatchObject({ state: 'timed_out', failure: { cause: 'test-too-long' } })
  expect(await db.outgoingServer.findUnique({ where: { id: serverId } })).toMatchObject({
    lastTestId: late.id,
    lastTestState: 'passed',
  })
})

test('the start of the process ends what a crash left running', async () => {
  const crashed = connectionTests(db, () => new Promise(() => {}))
  const serverId = await addOutgoing(db)
  const { id } = await crashed.start('outgoing', serverId, ada)
  const tests = connectionTests(db)

  await tests.tidy()
  const early = await db.connectionTest.findUnique({ where: { id } })
  tests.later(60)
  await tests.tidy()

  expect(early).toMatchObject({ state: 'running' })
  expect(await db.connectionTest.findUnique({ where: { id } })).toMatchObject({
    state: 'timed_out',
    finishedAt: tests.now(),
    steps: steps.map((step) => ({ ...step, state: 'not_run' })),
  })
  expect(await db.outgoingServer.findUnique({ where: { id: serverId } })).toMatchObject({
    lastTestState: 'timed_out',
  })
})

test('a result that comes after the test was given up changes nothing', async () => {
  const { run, end } = endedByHand()
  const tests = connectionTests(db, run)
  const serverId = await addIncoming(db)
  const { id } = await tests.start('incoming', serverId, ada, { confirm: true })

  tests.later(60)
  await tests.get(id)
  end(passed)

  expect(await tests.waitFor(id)).toMatchObject({ state: 'timed_out' })
  expect(await db.incomingServer.findUnique({ where: { id: serverId } })).toMatchObject({ confirmedAt: null })
  expect(await db.activityEntry.count()).toBe(1)
})

test('stopping the process stops its tests and writes that down', async () => {
  const tests = connectionTests(db, async ({ signal }) => {
    if (signal && !signal.aborted) await once(signal, 'abort')

    return { state: 'timed_out', steps }
  })
  const { id } = await tests.start('outgoing', await addOutgoing(db), ada)

  await tests.stop()

  expect(await db.connectionTest.findUnique({ where: { id } })).toMatchObject({
    state: 'timed_out',
    failure: null,
  })
})

test('a mistake of ours ends the test and is logged', async () => {
  const tests = connectionTests(db, () => Promise.reject(new Error('A step ran too early')))

  const { id } = await tests.start('outgoing', await addOutgoing(db), ada)

  expect(await tests.waitFor(id)).toMatchObject({ state: 'timed_out' })
  expect(tests.logged).toMatchObject([{ err: new Error('A step ran too early'), connectionTest: id }])
})

test.each(['', 'none', randomUUID()])(
  'a server or a test "%s" that is not there is not found',
  async (id) => {
    const tests = connectionTests(db)

    await expect(tests.start('outgoing', id, ada)).rejects.toThrow(NotFound)
    await expect(tests.start('incoming', id, ada)).rejects.toThrow(NotFound)
    await expect(tests.get(id)).rejects.toThrow(NotFound)
  },
)

test('a server that is deleted while it is tested takes its test along', async () => {
  const { run, end } = endedByHand()
  const tests = connectionTests(db, run)
  const serverId = await addOutgoing(db)
  const { id } = await tests.start('outgoing', serverId, ada)

  await db.outgoingServer.delete({ where: { id: serverId } })
  end(passed)

  await expect(tests.waitFor(id)).rejects.toThrow(NotFound)
  expect(tests.logged).toEqual([])
  expect(await db.activityEntry.count()).toBe(0)
})
