import type { Prisma } from '../storage/generated/client.ts'
import { failed } from './last-result.ts'
import { ownFailure } from './remote-failure.ts'

/** Tokens belong to the app registration they were made with: with another one these accounts have to connect again. */
export async function disownAccounts(
  tx: Pick<Prisma.TransactionClient, 'outlookAccount'>,
  clientId: string | null,
  at: Date,
): Promise<void> {
  const where = clientId === null ? {} : { clientId: { not: clientId } }
  await tx.outlookAccount.updateMany({ where, data: failed(at, ownFailure('not-connected')) })
}
