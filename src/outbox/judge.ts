import type { Failure } from '../failures/failure.ts'
import type { Claims } from './claims.ts'
import { type Decision, decide } from './outcome.ts'
import type { Pauses } from './pauses.ts'
import { fromOf, placeOf, type Ready } from './prepare.ts'
import { again, failed, held, heldAfterAsking, isSameAsBefore } from './settlements.ts'
import type { Unclear } from './unclear.ts'

interface Needs {
  claims: Claims
  pauses: Pauses
  unclear: Unclear
}

interface Moment {
  handedOver?: boolean
  connecting?: boolean
}

type Pause = Extract<Decision, { kind: 'pause' }>

export type Judge = ReturnType<typeof createJudge>

/** Writes what a failed attempt means. */
export function createJudge({ claims, pauses, unclear }: Needs) {
  async function judge(ready: Ready, failure: Failure, moment: Moment): Promise<Decision['kind']> {
    const decision = await decideFor(ready, failure, moment)
    await settle(ready, failure, decision, moment)

    return decision.kind
  }

  /** A server that paused for a mail, worked for others and has the same against it again has it against this mail. */
  async function decideFor({ mail, choice }: Ready, failure: Failure, moment: Moment): Promise<Decision> {
    const decision = decide(failure, moment)
    if (!isAboutAsked(failure, decision, moment) || !isSameAsBefore(mail, failure)) return decision

    return (await pauses.isPaused(choice.server.id)) ? decision : { kind: 'retry' }
  }

  async function settle(ready: Ready, failure: Failure, decision: Decision, moment: Moment): Promise<void> {
    const { mail } = ready
    switch (decision.kind) {
      case 'unknown':
        return claims.settle(mail, await unclear.broken(mail, ready.choice.server.id))
      case 'retry':
        return claims.settle(mail, again(mail, failure))
      case 'failed':
        return claims.settle(mail, failed(failure))
      case 'pause':
        await pause(ready, failure, decision)
        return claims.settle(
          mail,
          isAboutAsked(failure, decision, moment)
            ? heldAfterAsking(mail, failure, decision.seconds, placeOf(ready))
            : held(failure, undefined, placeOf(ready)),
        )
    }
  }

  function pause(ready: Ready, failure: Failure, { of, seconds }: Pause): Promise<void> {
    return pauses.hold({
      serverIds: pausedWith(ready, of),
      from: of === 'from' ? fromOf(ready) : '',
      failure,
      seconds,
      settings: ready.configuration.mark,
    })
  }

  return judge
}

/** The server was asked about this mail: what it seems to have against everybody may be about this mail alone. */
function isAboutAsked(
  { cause }: Failure,
  decision: Decision,
  { connecting = false }: Moment,
): decision is Pause {
  if (decision.kind !== 'pause' || connecting) return false

  // No mail makes too many connections.
  return decision.of === 'server' && cause !== 'too-many-connections'
}

/** Where the app registration is wrong, no mailbox needs to be asked. */
function pausedWith({ choice, configuration }: Ready, of: Pause['of']): string[] {
  if (of !== 'app-registration') return [choice.server.id]

  return configuration.servers
    .filter(({ signInWith, archivedAt }) => signInWith === 'outlook' && archivedAt === null)
    .map(({ id }) => id)
}
