import type { Failure } from '../failures/failure.ts'
import { Prisma } from '../storage/generated/client.ts'

/** The columns that say a connection has just proven itself. */
export const succeeded = (at: Date) => ({
  lastSuccessAt: at,
  lastFailureAt: null,
  lastFailure: Prisma.DbNull,
})

export const failed = (at: Date, failure: Failure) => ({ lastFailureAt: at, lastFailure: { ...failure } })
