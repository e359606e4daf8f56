import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type Cause, causes } from '../failures/causes.ts'
import { type Explanation, explain } from '../failures/explain.ts'
import { codeOf } from '../failures/identity-rules.ts'
import type { GeneralSettings } from '../general-settings/general-settings.ts'
import { type Locale, speak } from '../language/text.ts'
import { emptyForm, type Form } from '../web/form.ts'
import type { Pages } from '../web/pages.ts'
import { look } from '../web/permissions.ts'
import { readerOf } from '../web/reader.ts'
import { groups, seenAtMicrosoft } from './groups.ts'
import { recognise } from './recognise.ts'
import { search } from './search.ts'
import { troubleshootingTexts } from './texts.ts'

interface Needs {
  generalSettings: Pick<GeneralSettings, 'get'>
  redirectUri: string
}

interface TroubleshootingPage {
  form: Form
  /** Undefined before anything was asked. */
  found: { sentence: string; cards: Explanation[]; unknown: { sentence: string; url: string }[] } | undefined
  /** Came from the question what Microsoft showed: that part stands first and open. */
  sawMicrosoft: boolean
  atMicrosoft: { code: string; card: Explanation }[]
  yours: { redirectUri: string; clientId: string | null }
  groups: { title: string; links: { cause: Cause; title: string }[] }[]
  all: Explanation[]
}

const longestQuery = 2000
const query = z.object({
  q: z.string().max(longestQuery).catch(''),
  code: z.string().max(longestQuery).catch(''),
  seen: z.literal('microsoft').optional().catch(undefined),
})
/** Microsoft's own explanation of a number. */
const explainedAt = 'https://login.microsoftonline.com/error?code='

export function troubleshootingRoutes(
  app: FastifyInstance,
  pages: Pages,
  { generalSettings, redirectUri }: Needs,
): void {
  const page = pages.page<TroubleshootingPage, typeof troubleshootingTexts>(
    'troubleshooting/show',
    troubleshootingTexts,
  )

  app.get('/troubleshooting', look, async (request, reply) => {
    const { q, code, seen } = query.parse(request.query)
    const { locale } = readerOf(request)
    const asked = `${code} ${q}`.trim()
    const { clientId } = await generalSettings.get()
    const t = speak(troubleshootingTexts, locale)
    const card = (cause: Cause) => cardOf(cause, locale)

    return page(request, reply, {
      form: emptyForm({ q: asked }),
      found: asked ? find(asked, locale) : undefined,
      sawMicrosoft: seen === 'microsoft',
      atMicrosoft: seenAtMicrosoft.map((cause) => ({ code: codeOf(cause), card: card(cause) })),
      yours: { redirectUri, clientId },
      groups: groups.map(({ title, causes: some }) => ({
        title: String(t[title]),
        links: some.map((cause) => ({ cause, title: card(cause).title })),
      })),
      all: (Object.keys(causes) as Cause[]).map(card),
    })
  })

  function cardOf(cause: Cause, locale: Locale): Explanation {
    return explain({ cause }, locale, { redirectUri, byHand: true })
  }

  function find(asked: string, locale: Locale): TroubleshootingPage['found'] {
    const t = speak(troubleshootingTexts, locale)
    const { causes: named, unknownNumbers } = recognise(asked)
    const fitting = named.length > 0 || unknownNumbers.length > 0 ? named : search(asked)
    const unknown = unknownNumbers.map((number) => ({
      sentence: t.unknownCode(`AADSTS${number}`),
      url: explainedAt + number,
    }))

    return {
      sentence: fitting.length > 0 ? t.found(fitting.length) : t.nothing,
      cards: fitting.map((cause) => cardOf(cause, locale)),
      unknown,
    }
  }
}
