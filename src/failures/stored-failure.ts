import { z } from 'zod'
import { type Cause, isCause } from './causes.ts'
import type { Failure } from './failure.ts'

/** A failure as a row stores it. Mailroom wrote it, so only the word it decides by is looked at. */
export const storedFailure = z.looseObject({
  cause: z.custom<Cause>((word) => typeof word === 'string' && isCause(word)),
})

/** Undefined when there is none, or none that can still be read. */
export function parseFailure(json: unknown): Failure | undefined {
  return storedFailure.safeParse(json).data
}
