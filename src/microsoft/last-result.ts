import { z } from 'zod'
import { type Cause, isCause } from '../failures/causes.ts'
import type { Failure } from '../failures/failure.ts'
import { Prisma } from '../storage/generated/client.ts'

/** The columns that say a connection has just proven itself. */
export const succeeded = (at: Date) => ({
  lastSuccessAt: at,
  lastFailureAt: null,
  lastFailure: Prisma.DbNull,
})

export const failed = (at: Date, failure: Failure) => ({ lastFailureAt: at, lastFailure: { ...failure } })

/** Mailroom wrote it, so only the word it decides by is looked at. */
const storedFailure = z.looseObject({
  cause: z.custom<Cause>((word) => typeof word === 'string' && isCause(word)),
})

/** A failure as it was stored; undefined when there is none. */
export function storedFailureIn(json: unknown): Failure | undefined {
  return storedFailure.safeParse(json).data
}
