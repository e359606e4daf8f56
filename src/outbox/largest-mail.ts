import { ownFailure } from '../network/remote-failure.ts'
import type { Database } from '../storage/database.ts'
import type { SendingServer } from './configuration.ts'

const mostStored = 2 ** 31 - 1

/** Keeps what the server announced (SIZE); nothing an admin saved, so the version stays. */
export async function noteLargest(
  db: Database,
  { id, largestMail }: SendingServer,
  announced: number | undefined,
): Promise<void> {
  if (announced === undefined) return
  const largest = Math.min(announced, mostStored)
  // The row may be younger than what we know of it.
  if (largest !== largestMail)
    await db.$executeRaw`UPDATE "OutgoingServer" SET "largestMail" = ${largest}
      WHERE "id" = ${id}::uuid AND "largestMail" IS DISTINCT FROM ${largest}`
}

/** Why a mail of so many bytes is not even offered; undefined when it may be. */
export function tooLargeFor(largest: number | undefined, size: number) {
  return largest === undefined || size <= largest
    ? undefined
    : ownFailure('mail-too-large', { size, largest }).failure
}
