import { expect } from 'vitest'
import type { FaultPage } from './fault-pages.ts'
import { elements, type HtmlPage, mainOf, textOf } from './html-page.ts'
import type { HttpAdmin } from './http-admin.ts'

const who = {
  en: {
    you: 'You can fix this yourself.',
    microsoft: 'Your Microsoft 365 administrator can fix this.',
    hosting: 'Your hosting partner can fix this.',
    nobody: 'Nobody needs to act.',
  },
  de: {
    you: 'Das können Sie selbst beheben.',
    microsoft: 'Das kann Ihr Microsoft-365-Administrator beheben.',
    hosting: 'Das kann Ihr Hosting-Partner beheben.',
    nobody: 'Niemand muss etwas tun.',
  },
} as const
const howToFix = { en: 'How to fix it', de: 'So beheben Sie es' } as const

/** What Microsoft and the mail servers of the stand-in say, and what programs say by accident. */
const foreignWords =
  /AADSTS|undefined|\bnull\b|\bNaN\b|\[object |\bat .{1,80}:\d+:\d+|\bError:|Trace ID|Correlation ID|Authentication unsuccessful|invalid_|access_denied|temporarily_unavailable|ECONN|ERR_|\bCERT_|SELF_SIGNED|SendAsDenied|AUTHENTICATE failed|BAD |\bBYE\b/

/** Holds a page about a fault to pages.md 3.6, in both languages. Leaves the admin with English. */
export async function expectFaultPage(
  admin: HttpAdmin,
  page: HtmlPage,
  wanted: FaultPage,
  facts: { port?: number } = {},
): Promise<void> {
  for (const locale of ['de', 'en'] as const) {
    const shown = await admin.inLanguage(page, locale)
    const title = wanted[locale].replace('{port}', String(facts.port))
    expect(headline(shown), wanted.fault).toBe(title)
    expect(title.length).toBeLessThanOrEqual(70)
    expect(shown.html).toContain(`<html lang="${locale}"`)
    expectHelp(shown, wanted, locale)
    expectNothingForeign(shown)
  }
}

/** The first heading; on the page of a test it names the server, so there it is the second. */
function headline(page: HtmlPage): string {
  const main = mainOf(page)
  const first = elements(main, 'h1')[0]
  const isTest = page.url.includes('/connection-tests/')

  return textOf((isTest ? elements(main, 'h2')[0] : first)?.inside ?? '')
}

function expectHelp(page: HtmlPage, { who: by, mend }: FaultPage, locale: 'en' | 'de'): void {
  const main = mainOf(page)
  const [, afterHeading = ''] = main.split(new RegExp(`>${howToFix[locale]}</h\\d>\\s*(?=<ol)`))
  const steps = elements(elements(afterHeading, 'ol')[0]?.inside ?? '', 'li').map(({ inside }) =>
    textOf(inside),
  )
  expect(steps).not.toEqual([])
  expect(steps).not.toContain('')
  expect(textOf(main)).toContain(who[locale][by])
  expect(waysOn(page)).toContain(wayTo(mend))
}

/** Everything in the main part of a page that can be followed or pressed. */
function waysOn(page: HtmlPage): string[] {
  const main = mainOf(page).replace(/<nav class="crumbs"[\s\S]*?<\/nav>/, '')
  const links = elements(main, 'a').map(({ attributes }) => attributes['href'] ?? '')
  const forms = elements(main, 'form').map(({ attributes }) => `POST ${attributes['action']}`)

  return [
    ...links.map((href) => href.replace(/\/(outgoing|incoming)-servers\/[\w-]{36}$/, '/SERVER')),
    ...forms,
  ]
}

function wayTo(mend: FaultPage['mend']): string {
  if (mend === 'settings') return '/mail/general-settings'
  if (mend === 'server') return '/mail/SERVER'

  return mend === 'again' || mend === 'reconnect' ? 'POST /mail/outlook-sign-ins' : mend
}

function expectNothingForeign(page: HtmlPage): void {
  const main = mainOf(page)
  const raw = elements(main, 'pre')
  for (const { attributes } of raw) expect(attributes['lang']).toBe('en')
  const plain = textOf(main.replace(/<details[\s\S]*?<\/details>/g, ''))
  expect(plain).not.toMatch(foreignWords)
  for (const { inside } of raw) expect(plain).not.toContain(textOf(inside))
  expect(page.html.replace(/<details[\s\S]*?<\/details>/g, '')).not.toMatch(/AADSTS/)
}
