import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const everything = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

export interface Finding {
  rule: string
  where: string
}

/** What axe finds on the page as it is now. Through the debugger, so that the content policy stays as it is. */
async function findings(page: Page, only?: string): Promise<Finding[]> {
  await page.evaluate(source)
  const run = only ? { type: 'rule', values: [only] } : { type: 'tag', values: everything }
  const results = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify({ runOnly: run })})`)

  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => ({ rule: id, where: html })))
}

/** Axe finds nothing, in any mode. Without a URL: on the page as it is. */
export async function expectNothingAt(page: Page, url?: string): Promise<void> {
  if (url) await page.goto(url)
  const title = await page.title()
  expect({ title, found: await findingsInAllModes(page) }).toEqual({ title, found: [] })
}

/** Light and dark, at 1280 and 320 px. Colours are looked at again in the dark; nothing may be wider than the window. */
export async function findingsInAllModes(page: Page): Promise<Finding[]> {
  const found: Finding[] = []
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 })
    // Without motion: a colour half-way from light to dark has no contrast to speak of.
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    found.push(...(await findings(page)), ...(await tooWide(page)))
    await page.emulateMedia({ colorScheme: 'dark' })
    found.push(...(await findings(page, 'color-contrast')))
  }

  return found
}

async function tooWide(page: Page): Promise<Finding[]> {
  const [content = 0, window = 0] = await page.evaluate<number[]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  )

  return content > window ? [{ rule: `wider than ${window} px`, where: `${content} px` }] : []
}
