import { z } from 'zod'
import type { Spoken } from '../language/text.ts'
import type { Guard } from '../network/guard.ts'
import { portOf } from '../network/post.ts'
import { parseDay } from '../web/days.ts'
import type { inboxSettingsTexts } from './page-texts.ts'

type Texts = Spoken<typeof inboxSettingsTexts>
type Rules = Pick<Guard, 'isMailPort' | 'mayBeAllowed'>

const longestUrl = 2000
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

export function inboxSettingsForm(t: Texts, rules: Rules) {
  return z.object({
    webhookUrl: webhookAddress(t.urlWrong, rules),
    retentionDays: z
      .string(t.daysWrong)
      .trim()
      .regex(/^\d{1,4}$/, t.daysWrong)
      .transform(Number)
      .refine((days) => days >= 1 && days <= 3650, t.daysWrong),
    version: z.coerce.number().int().min(0),
  })
}

/** An input for the address of a webhook; empty is null. */
export function webhookAddress(sentence: string, rules: Rules) {
  return z
    .string()
    .trim()
    .max(longestUrl, sentence)
    .default('')
    .transform((value, context) => {
      if (value === '') return null
      const url = parseWebhookUrl(value, rules)
      if (url === undefined) context.addIssue({ code: 'custom', message: sentence })

      return url ?? null
    })
}

export const versionForm = z.object({ version: z.coerce.number().int().min(0) })

export function sinceForm(t: Texts) {
  return z.object({
    since: z.string(t.sinceWrong).transform((value, context) => {
      const day = value.length > 40 ? undefined : parseDay(value)
      if (!day) context.addIssue({ code: 'custom', message: t.sinceWrong })

      return day ?? new Date(0)
    }),
  })
}

/** Encrypted; without encryption only on this machine, where the operator allows that. */
export function parseWebhookUrl(value: string, { isMailPort, mayBeAllowed }: Rules): string | undefined {
  if (!URL.canParse(value)) return undefined
  const url = new URL(value)
  const { protocol, hostname, username, password } = url
  const isOpen = protocol === 'http:' && loopback.test(hostname)
  const host = hostname === 'localhost' ? '127.0.0.1' : hostname.replace(/^\[|\]$/g, '')
  const isFine = (protocol === 'https:' || isOpen) && !username && !password && mayBeAllowed(host)
  url.hash = ''

  return isFine && isMailPort('webhook', portOf(url)) ? url.href : undefined
}
