import { RemoteFailure } from '../errors.ts'
import type { OutlookCredentials } from '../general-settings/general-settings.ts'
import type { Database } from '../storage/database.ts'
import type { OutlookAccount as Row } from '../storage/generated/client.ts'
import type { Secrets } from '../storage/secrets.ts'
import type { Entra, Renewed } from './entra.ts'
import { failed, succeeded } from './last-result.ts'
import { openFor } from './remote-failure.ts'

interface Needs {
  db: Database
  secrets: Secrets
  entra: Pick<Entra, 'renew'>
  now: () => Date
}

/** Where a connection's tokens are sealed for. */
export const tokenCachePlace = (accountId: string) => `OutlookAccount.tokenCache:${accountId}`

/** One renewal of one connection. The lease is by the database's clock, the only one all processes share. */
export function createRenewals({ db, secrets, entra, now }: Needs) {
  /**
   * Takes the renewal on itself for 20 seconds, twice what the sign-in host may take. Answers its number, or undefined
   * when another holds the lease, or when a renewal began or ended since the row was read: the tokens in it are old then.
   */
  async function claim(row: Row): Promise<number | undefined> {
    const claimed = await db.$queryRaw<{ renewalNo: number }[]>`
      UPDATE "OutlookAccount"
      SET "renewalLeaseUntil" = now() + interval '20 seconds', "renewalNo" = "renewalNo" + 1
      WHERE "id" = ${row.id}::uuid AND "renewalNo" = ${row.renewalNo}
        AND "renewalLeaseUntil" IS NOT DISTINCT FROM ${row.renewalLeaseUntil}
        AND ("renewalLeaseUntil" IS NULL OR "renewalLeaseUntil" < now())
      RETURNING "renewalNo"`

    return claimed[0]?.renewalNo
  }

  /** Asks Microsoft and stores what comes, unless someone else took over meanwhile. Throws RemoteFailure. */
  async function renew(row: Row, renewalNo: number, credentials: OutlookCredentials): Promise<Renewed> {
    const { id, homeAccountId, scopes } = row
    try {
      const renewed = await entra.renew({ credentials, cache: openCache(row), homeAccountId, scopes })
      await finish(id, renewalNo, {
        sealedTokenCache: secrets.seal(renewed.cache, tokenCachePlace(id)),
        accessTokenExpiresAt: renewed.expiresAt,
        ...succeeded(now()),
      })
      return renewed
    } catch (error) {
      await finish(id, renewalNo, error instanceof RemoteFailure ? failed(now(), error.failure) : {})
      throw error
    }
  }

  async function finish(id: string, renewalNo: number, data: object): Promise<void> {
    await db.outlookAccount.updateMany({
      where: { id, renewalNo },
      data: { ...data, renewalLeaseUntil: null },
    })
  }

  function openCache({ id, sealedTokenCache }: Row): string {
    return openFor(secrets, sealedTokenCache, tokenCachePlace(id))
  }

  return { claim, renew, openCache }
}
