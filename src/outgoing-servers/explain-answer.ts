import { type Explanation, explain } from './explain.ts'
import { mostPassedOver } from './explain-page.ts'
import type { SendingServer } from './filter-warnings.ts'
import type { OutgoingServers } from './outgoing-servers.ts'
import type { SenderSettings } from './sender-addresses.ts'

interface Needs {
  servers: Pick<OutgoingServers, 'list'>
  settings: () => Promise<SenderSettings>
}

export type ExplainAnswer = ReturnType<typeof answer>

/** The explain panel for programs. Throws RuleBroken with a sentence for a wrong From. */
export async function explainAnswer(from: string, { servers, settings }: Needs): Promise<ExplainAnswer> {
  const [active, archived, known] = await Promise.all([
    servers.list(),
    servers.list({ archived: true }),
    settings(),
  ])

  return answer(explain({ servers: [...active, ...archived], settings: known, from }))
}

/** What is absent is null, so that a program need not tell absent from forgotten. */
function answer({ choice, passedOver, mail, notOwned }: Explanation<SendingServer>) {
  const chosen = choice.step === '5' ? undefined : choice

  return {
    from: choice.given,
    step: choice.step,
    server: chosen ? nameOf(chosen.server) : null,
    fromUsed: mail?.from ?? null,
    replyTo: mail?.replyTo ?? null,
    envelopeFrom: mail?.envelopeFrom ?? null,
    entry: chosen?.entry ?? null,
    warning: chosen?.warning ?? null,
    needsSendAs: notOwned?.addresses ?? [],
    passedOver: passedOver
      .slice(0, mostPassedOver)
      .map(({ server, reason }) => ({ ...nameOf(server), reason })),
    passedOverInAll: passedOver.length,
  }
}

function nameOf({ id, name }: SendingServer) {
  return { id, name }
}
