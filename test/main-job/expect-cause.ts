import { expect } from 'vitest'
import type { Facts } from '../../src/failures/cause-entry.ts'
import { explain } from '../../src/failures/explain.ts'
import type { Failure } from '../../src/failures/failure.ts'
import { elements, type HtmlPage, mainOf, textOf } from './html-page.ts'
import type { HttpAdmin } from './http-admin.ts'

export const someTime = '14:58'
const clock = /\b\d{1,2}:\d{2}( [AP]M)?/

/** The page says, in both languages, what the catalogue says of this failure. Leaves the admin with English. */
export async function expectCause(
  admin: HttpAdmin,
  page: HtmlPage,
  failure: Failure,
  { serverHref, ...facts }: Facts & { serverHref?: string } = {},
): Promise<void> {
  for (const locale of ['de', 'en'] as const) {
    const main = mainOf(await admin.inLanguage(page, locale))
    const { title, steps, who, link } = explain(failure, locale, facts)
    const headings = [...elements(main, 'h1'), ...elements(main, 'h2')].map(({ inside }) => textOf(inside))
    const items = elements(main, 'li').map(({ inside }) => textOf(inside).replace(clock, someTime))
    const hrefs = elements(main, 'a').map(({ attributes }) => attributes['href'])
    const way =
      link?.to === 'server' && serverHref ? serverHref : (link?.url ?? (link && `/mail${link.path}`))

    expect(headings, failure.cause).toContain(title)
    expect(items).toContain(steps[0])
    expect(textOf(main)).toContain(who)
    if (way) expect(hrefs).toContain(way)
  }
}
