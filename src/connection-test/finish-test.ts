import { activityEntry } from '../activity/activity.ts'
import type { What } from '../activity/deeds.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'
import type { ConnectionTest } from './connection-test.ts'
import type { TestResult } from './run-steps.ts'
import { noteOnServer, stepsJson, type TestRow, testOf, withServer } from './test-rows.ts'

type Transaction = Prisma.TransactionClient

/**
 * Writes the end of a test and all that follows from it in one step: on the server, for Test & confirm, in the
 * activity log. A test that was given up meanwhile stays so.
 */
export function finishTest(db: Database, id: string, result: TestResult, at: Date): Promise<void> {
  const { state, steps, failure } = result
  const stored = failure ? { ...failure } : Prisma.DbNull

  return db.$transaction(async (tx) => {
    const { count } = await tx.connectionTest.updateMany({
      where: { id, state: 'running' },
      data: { state, steps: stepsJson(steps), failure: stored, finishedAt: at },
    })
    const row = await tx.connectionTest.findUnique({ where: { id }, include: withServer })
    const test = row && testOf(row)
    if (count === 0 || !test) return
    const { server } = test
    const onServer = { lastTestState: state, lastTestFailure: stored }
    await noteOnServer(tx, server.kind, { id: server.id, lastTestId: id }, onServer)
    await tx.activityEntry.create({ data: trace(row, server, at, failure && { cause: failure.cause }) })
    if (state === 'passed' && test.confirms) await confirm(tx, row, server, at)
  })
}

/** Confirms what was tested; a server that was changed or archived during the test is something else. */
async function confirm(
  tx: Transaction,
  row: TestRow,
  server: ConnectionTest['server'],
  at: Date,
): Promise<void> {
  const { count } = await tx.incomingServer.updateMany({
    where: { id: server.id, archivedAt: null, connectionChangedAt: { lte: row.startedAt } },
    // The new version turns away forms that were loaded while the connection could still be changed.
    data: { confirmedAt: at, updatedBy: row.startedByName, version: { increment: 1 } },
  })
  if (count === 0) await tx.connectionTest.update({ where: { id: row.id }, data: { confirms: false } })
  else await tx.activityEntry.create({ data: entry(row, server, at, 'incoming-server.confirmed') })
}

function trace(
  row: TestRow,
  server: ConnectionTest['server'],
  at: Date,
  detail: { cause: string } | undefined,
) {
  const what = row.state === 'passed' ? 'connection-test.passed' : 'connection-test.failed'

  return entry(row, server, at, what, detail)
}

function entry(
  { startedBy, startedByName }: TestRow,
  { id, name }: ConnectionTest['server'],
  at: Date,
  what: What,
  detail?: { cause: string },
): Prisma.ActivityEntryCreateInput {
  const by = { id: startedBy, name: startedByName }

  return activityEntry(by, at, { what, subject: name, subjectId: id, ...(detail ? { detail } : {}) })
}
