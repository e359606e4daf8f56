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
async function findings(page: Page): Promise<Finding[]> {
  await page.evaluate(source)
  const run = JSON.stringify({ runOnly: { type: 'tag', values: everything } })
  const results = await page.evaluate<AxeResults>(`axe.run(document, ${run})`)

  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => ({ rule: id, where: html })))
}

/** Axe finds nothing, in any mode. Without a URL: on the page as it is. */
export async function expectNothingAt(page: Page, url?: string): Promise<void> {
  if (url) await page.goto(url)
  const title = await page.title()
  expect({ title, found: await findingsInAllModes(page) }).toEqual({ title, found: [] })
}

/**
 * Light at 1280 px and dark at 320 px; nothing may be wider than the window. Two of the four are enough: no rule of the
 * style sheet depends on width and colours together, which `style.test.ts` holds.
 */
export async function findingsInAllModes(page: Page): Promise<Finding[]> {
  const found: Finding[] = []
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [320, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 })
    // Without motion: a colour half-way from light to dark has no contrast to speak of.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    found.push(...(await findings(page)), ...(await tooWide(page)))
  }

  return found
}

async function tooWide(page: Page): Promise<Finding[]> {
  const [content = 0, window = 0] = await page.evaluate<number[]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  )

  return content > window ? [{ rule: `wider than ${window} px`, where: `${content} px` }] : []
}
