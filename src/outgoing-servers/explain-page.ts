import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { RuleBroken } from '../errors.ts'
import { type Spoken, speak } from '../language/text.ts'
import { emptyForm, type Form } from '../web/form.ts'
import type { Reader } from '../web/reader.ts'
import { type Explanation, explain } from './explain.ts'
import type { SendingServer } from './filter-warnings.ts'
import { showMailbox } from './mailbox.ts'
import { type SenderSettings, senderAddresses } from './sender-addresses.ts'
import type { Chosen, Reason } from './server-choice.ts'
import { outgoingServerTexts } from './texts.ts'

type Texts = Spoken<typeof outgoingServerTexts>

/** No page grows with the number of servers more than it must. */
export const mostPassedOver = 20

export type ExplainSettings = SenderSettings & { customEmailServers: boolean }

export interface ShownExplanation {
  server: { id: string; name: string } | undefined
  facts: { label: string; value: string }[]
  cautions: string[]
  off: boolean
  passedOver: { id: string; name: string; why: string }[]
  more: string | undefined
}

export interface ExplainPanel {
  status: 200 | 422
  form: Form
  result: ShownExplanation | undefined
}

const query = z.object({ from: z.union([z.string(), z.array(z.string())]).optional() })

/** The From a page or the API is asked about; the first, where several are given. */
export function askedFrom(request: FastifyRequest): string | undefined {
  const { from } = query.parse(request.query)

  return Array.isArray(from) ? from[0] : from
}

/** The form, preset with the default From, and below it the answer when something was asked. */
export function explainPanel(
  from: string | undefined,
  servers: readonly SendingServer[],
  settings: ExplainSettings,
  { locale }: Reader,
): ExplainPanel {
  const { defaultFrom } = senderAddresses(settings)
  const values = { from: from ?? (defaultFrom ? showMailbox(defaultFrom) : '') }
  if (from === undefined) return { status: 200, form: emptyForm(values), result: undefined }

  try {
    const explanation = explain({ servers, settings, from })
    const off = !settings.customEmailServers
    const result = { ...shown(explanation, speak(outgoingServerTexts, locale)), off }
    return { status: 200, form: emptyForm(values), result }
  } catch (error) {
    if (!(error instanceof RuleBroken)) throw error
    return { status: 422, form: { values, errors: { from: error.text[locale] } }, result: undefined }
  }
}

function shown(
  { choice, passedOver, mail, notOwned }: Explanation<SendingServer>,
  t: Texts,
): Omit<ShownExplanation, 'off'> {
  const more = passedOver.length - mostPassedOver

  return {
    server: choice.server && { id: choice.server.id, name: choice.server.name },
    facts: choice.step === '5' || !mail ? [] : facts(choice, mail, t),
    cautions: [
      ...(choice.step === '4' ? [t.addToFilter(choice.given.address)] : []),
      ...(notOwned ? [t.sendAsNeeded(notOwned.mailbox, notOwned.addresses.join(', '))] : []),
    ],
    passedOver: passedOver
      .slice(0, mostPassedOver)
      .map(({ server: { id, name }, reason }) => ({ id, name, why: reasonIn(t, reason) })),
    more: more > 0 ? t.moreServers(more) : undefined,
  }
}

function facts(
  choice: Chosen<SendingServer>,
  mail: NonNullable<Explanation<unknown>['mail']>,
  t: Texts,
): ShownExplanation['facts'] {
  return [
    { label: t.why, value: stepIn(t, choice) },
    ...(choice.entry ? [{ label: t.matchingEntry, value: choice.entry }] : []),
    { label: t.fromUsed, value: showMailbox(mail.from) },
    ...(mail.replyTo ? [{ label: t.repliesTo, value: showMailbox(mail.replyTo) }] : []),
    { label: t.envelopeSender, value: mail.envelopeFrom },
  ]
}

function stepIn(t: Texts, { step, given: { address } }: Chosen<unknown>): string {
  const words: Record<Chosen<unknown>['step'], string> = {
    F: t.forced,
    '1a': t.namesAddress,
    '1b': t.namesDomain,
    '2a': t.namesDefaultFrom(address),
    '2b': t.namesDefaultFromDomain(address),
    '3': t.takesEverySender(address),
    '4': t.firstServer(address),
  }

  return words[step]
}

function reasonIn(t: Texts, reason: Reason): string {
  const words: Record<Reason, string> = {
    archived: t.isArchived,
    'another-forced': t.anotherForced,
    'comes-later': t.comesLater,
    'only-domain': t.onlyDomain,
    'only-default-from': t.onlyDefaultFrom,
    'only-every-sender': t.onlyEverySender,
    'does-not-fit': t.doesNotFit,
  }

  return words[reason]
}
