import type { FastifyInstance } from 'fastify'
import { RuleBroken } from '../errors.ts'
import { look } from '../web/permissions.ts'
import { readerOf } from '../web/reader.ts'
import { type Explanation, explain } from './explain.ts'
import { askedFrom, mostPassedOver } from './explain-page.ts'
import type { SendingServer } from './filter-warnings.ts'
import type { OutgoingServers } from './outgoing-servers.ts'
import type { SenderSettings } from './sender-addresses.ts'

interface Needs {
  servers: Pick<OutgoingServers, 'list'>
  settings: () => Promise<SenderSettings>
}

/** The explain panel for programs: `GET /api/explain?from=…` answers JSON, 422 with a sentence for a wrong From. */
export function explainRoutes(app: FastifyInstance, { servers, settings }: Needs) {
  app.get('/api/explain', look, async (request, reply) => {
    const [active, archived, known] = await Promise.all([
      servers.list(),
      servers.list({ archived: true }),
      settings(),
    ])
    const question = { servers: [...active, ...archived], settings: known, from: askedFrom(request) ?? '' }
    try {
      return answer(explain(question))
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error
      const message = error.text[readerOf(request).locale]
      return reply.code(422).send({ error: { field: 'from', message } })
    }
  })
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
