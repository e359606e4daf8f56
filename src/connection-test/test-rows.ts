import { parseFailure } from '../failures/stored-failure.ts'
import type { Prisma } from '../storage/generated/client.ts'
import type { ConnectionTest, ServerKind } from './connection-test.ts'
import { parseSteps, type Step } from './steps.ts'

const serverColumns = { id: true, name: true, username: true, host: true, port: true } as const

/** The part of a query that brings the server of a test along, without anything sealed. */
export const withServer = {
  outgoingServer: { select: serverColumns },
  incomingServer: { select: { ...serverColumns, folder: true } },
} as const

export type TestRow = Prisma.ConnectionTestGetPayload<{ include: typeof withServer }>

/** Undefined when its server is gone; such a row goes with it. */
export function testOf(row: TestRow): ConnectionTest | undefined {
  const server = serverOf(row)
  if (!server) return undefined
  const { id, state, confirms, startedAt, finishedAt, startedByName } = row
  const steps = parseSteps(row.steps)

  return {
    id,
    state,
    confirms,
    steps,
    failure: parseFailure(row.failure),
    startedAt,
    finishedAt,
    startedByName,
    server,
  }
}

function serverOf({ outgoingServer, incomingServer }: TestRow): ConnectionTest['server'] | undefined {
  if (outgoingServer) return { kind: 'outgoing', ...outgoingServer }

  return incomingServer ? { kind: 'incoming', ...incomingServer } : undefined
}

/** The column that says whose test it is. */
export function columnOf(kind: ServerKind, serverId: string) {
  return kind === 'outgoing' ? { outgoingServerId: serverId } : { incomingServerId: serverId }
}

/** What the row of a server knows of its last test. */
type LastTest = Pick<
  Prisma.OutgoingServerUpdateManyMutationInput,
  'lastTestId' | 'lastTestState' | 'lastTestAt' | 'lastTestFailure'
>

/** Says so on the row of the server, unless a later test has said something there since. */
export async function noteOnServer(
  tx: Prisma.TransactionClient,
  kind: ServerKind,
  where: { id: string; lastTestId?: string },
  data: LastTest,
): Promise<void> {
  if (kind === 'outgoing') await tx.outgoingServer.updateMany({ where, data })
  else await tx.incomingServer.updateMany({ where, data })
}

/** Steps as the column takes them: plain values only, no `undefined`. */
export function stepsJson(steps: readonly Step[]): Prisma.InputJsonArray {
  return steps.map(({ failure, ...step }) => ({ ...step, ...(failure ? { failure: { ...failure } } : {}) }))
}
