import { z } from 'zod'
import { webhookAddress } from '../hand-over/settings-form.ts'
import type { Spoken } from '../language/text.ts'
import { locales } from '../language/text.ts'
import { parseAddress } from '../mail-address.ts'
import type { Guard } from '../network/guard.ts'
import type { alertPageTexts } from './page-texts.ts'

const mostRecipients = 20

type Texts = Spoken<Omit<typeof alertPageTexts, 'problems'>>

/** The form of the page Alerts, with its sentences in the reader's language. */
export function alertsForm(t: Texts, rules: Pick<Guard, 'isMailPort' | 'mayBeAllowed'>) {
  return z.object({
    recipients: z
      .string()
      .default('')
      .transform((typed, context) => {
        const lines = typed.split(/[\s,;]+/).filter(Boolean)
        const wrong = lines.find((line) => !parseAddress(line))
        if (wrong) context.addIssue({ code: 'custom', message: t.recipientsWrong(wrong.slice(0, 80)) })
        const addresses = [...new Set(lines.flatMap((line) => parseAddress(line) ?? []))]
        if (addresses.length > mostRecipients) context.addIssue({ code: 'custom', message: t.recipientsMany })

        return addresses
      }),
    locale: z.enum(locales),
    webhookUrl: webhookAddress(t.urlWrong, rules),
    version: z.coerce.number().int().min(0),
  })
}
