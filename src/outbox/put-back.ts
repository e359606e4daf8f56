import type { Database } from '../storage/database.ts'
import type { Claim } from './claims.ts'
import type { placeOf } from './prepare.ts'

interface Returned {
  claim: Claim
  place: ReturnType<typeof placeOf>
}

/** Claimed mails that go back as if nothing had been tried, those of one moment in one statement. */
export function createPutBack(db: Database) {
  let gathered: Returned[] = []
  let writing: Promise<void> | undefined

  /** Resolves when it is written. Of a mail another process has meanwhile, nothing is. */
  return function putBack(claim: Claim, place: Returned['place']): Promise<void> {
    gathered.push({ claim, place })
    writing ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
      writing = undefined
      const all = gathered
      gathered = []

      return write(db, all)
    })

    return writing
  }
}

async function write(db: Database, all: readonly Returned[]): Promise<void> {
  const places = all.map(({ place }) => place)
  await db.$executeRaw`
    UPDATE "OutboxMail" m SET "state" = 'waiting', "stage" = 'none', "leaseUntil" = NULL, "serverId" = b."serverId",
      "accountKey" = b."accountKey", "fromUsed" = b."fromUsed", "envelopeFrom" = b."envelopeFrom", "step" = b."step"
    FROM unnest(${all.map(({ claim }) => claim.id)}::uuid[], ${all.map(({ claim }) => claim.leaseNo)}::int[],
      ${places.map(({ serverId }) => serverId)}::uuid[], ${places.map(({ accountKey }) => accountKey)}::text[],
      ${places.map(({ fromUsed }) => fromUsed)}::text[], ${places.map(({ envelopeFrom }) => envelopeFrom)}::text[],
      ${places.map(({ step }) => step)}::text[])
      b("id", "leaseNo", "serverId", "accountKey", "fromUsed", "envelopeFrom", "step")
    WHERE m."id" = b."id" AND m."leaseNo" = b."leaseNo" AND m."state" = 'sending'`
}
