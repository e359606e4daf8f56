import type { Database } from '../storage/database.ts'
import type { AccessTokens } from './access-tokens.ts'
import { failedForGood } from './outlook-account.ts'

const hourMs = 60 * 60 * 1000
const dayMs = 24 * hourMs
/** Microsoft forgets a sign-in after 90 idle days; a server that is off for a holiday must not reach them. */
const idleMs = 7 * dayMs
/** One that failed is not asked at every run. */
const againMs = 6 * hourMs
const mostAtOnce = 50

interface Needs {
  db: Database
  accessTokens: AccessTokens
  settings: () => Promise<{ clientId: string | null; hasClientSecret: boolean }>
  now: () => Date
}

/** Renews the sign-ins of mailboxes that nobody sends through or reads, so that they still work when somebody does. */
export function createKeepAlive({ db, accessTokens, settings, now }: Needs) {
  const ago = (ms: number) => new Date(now().getTime() - ms)

  /** Renews what has been idle for a week, the longest idle first. Outcomes stand with each account. */
  async function renewIdle(): Promise<void> {
    const { clientId, hasClientSecret } = await settings()
    if (!clientId || !hasClientSecret) return
    const idle = await db.outlookAccount.findMany({
      where: {
        clientId,
        lastSuccessAt: { lt: ago(idleMs) },
        OR: [{ lastFailureAt: null }, { lastFailureAt: { lt: ago(againMs) } }],
      },
      orderBy: { lastSuccessAt: 'asc' },
      select: { id: true, lastFailure: true },
    })
    const hopeful = idle.filter(({ lastFailure }) => !failedForGood(lastFailure)).slice(0, mostAtOnce)
    // One after the other: nobody waits for these, and Microsoft counts requests.
    for (const { id } of hopeful) await accessTokens.get(id, { force: true }).catch(storedWithTheAccount)
  }

  return { renewIdle }
}

function storedWithTheAccount(): void {}
