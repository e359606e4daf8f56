import { z } from 'zod'
import type { Spoken } from '../language/text.ts'
import {
  type ConnectionRules,
  outlookConnection,
  passwordConnection,
  sharedFields,
  wholeNumber,
} from '../mail-servers/connection-form.ts'
import { connectionFields } from '../mail-servers/server-rows.ts'
import { parseFromFilter } from './from-filter.ts'
import type { outgoingServerTexts } from './texts.ts'

type Texts = Spoken<typeof outgoingServerTexts>

/** Microsoft lets one mailbox send 30 messages a minute. */
const mostPerMinute = 30

/** The form of an outgoing server, with its sentences in the reader's language. */
export function outgoingServerForm(t: Texts, rules: ConnectionRules) {
  const own = {
    ...sharedFields(t),
    fromFilter: z
      .string()
      .max(5000, t.fromFilterWrong)
      .default('')
      .transform((value, context) => {
        const entries = parseFromFilter(value)
        if (!entries) context.addIssue({ code: 'custom', message: t.fromFilterWrong })

        return (entries ?? []).join(', ')
      }),
    messagesPerMinute: z
      .union([z.literal('').transform(() => null), wholeNumber(1, mostPerMinute, t.rateWrong)], t.rateWrong)
      .default(null),
    alsoRead: z
      .literal('on')
      .optional()
      .transform((value) => value === 'on'),
  }

  return z.discriminatedUnion('signInWith', [
    z.object({ ...own, ...outlookConnection(t, t, rules) }),
    z.object({ ...own, ...passwordConnection(t, t, rules) }),
  ])
}

/** What the activity tells of a change. */
export const outgoingFields = [...connectionFields, 'fromFilter', 'messagesPerMinute'] as const

export type OutgoingServerInput = z.output<ReturnType<typeof outgoingServerForm>>
