import type { Failure } from '../failures/failure.ts'
import type { Claims } from './claims.ts'
import { type Decision, decide } from './outcome.ts'
import type { Pauses } from './pauses.ts'
import { fromOf, placeOf, type Ready } from './prepare.ts'
import { again, failed, held } from './settlements.ts'
import type { Unclear } from './unclear.ts'

interface Needs {
  claims: Claims
  pauses: Pauses
  unclear: Unclear
  now: () => Date
}

export type Judge = ReturnType<typeof createJudge>

/** Writes what a failed attempt means. */
export function createJudge({ claims, pauses, unclear, now }: Needs) {
  async function judge(
    ready: Ready,
    failure: Failure,
    moment: { handedOver?: boolean; connecting?: boolean },
  ): Promise<Decision['kind']> {
    const decision = decide(failure, moment)
    await settle(ready, failure, decision)

    return decision.kind
  }

  async function settle(ready: Ready, failure: Failure, decision: Decision): Promise<void> {
    const { mail } = ready
    switch (decision.kind) {
      case 'unknown':
        return claims.settle(mail, await unclear.broken(mail, ready.choice.server.id))
      case 'retry':
        return claims.settle(mail, again(mail, failure, now()))
      case 'failed':
        return claims.settle(mail, failed(failure))
      case 'pause':
        await pauses.hold({
          serverIds: pausedWith(ready, decision.of),
          from: decision.of === 'from' ? fromOf(ready) : '',
          failure,
          seconds: decision.seconds,
          settings: ready.configuration.mark,
        })
        return claims.settle(mail, held(failure, undefined, placeOf(ready)))
    }
  }

  return judge
}

/** Where the app registration is wrong, no mailbox needs to be asked. */
function pausedWith({ choice, configuration }: Ready, of: 'server' | 'from' | 'app-registration'): string[] {
  if (of !== 'app-registration') return [choice.server.id]

  return configuration.servers
    .filter(({ signInWith, archivedAt }) => signInWith === 'outlook' && archivedAt === null)
    .map(({ id }) => id)
}
