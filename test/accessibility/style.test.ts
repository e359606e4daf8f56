import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const style = readFileSync('views/static/admin.css', 'utf8')

/** What stands between the braces of every rule that begins like this. */
function insideOf(begin: RegExp): string[] {
  return [...style.matchAll(begin)].map(({ 0: { length }, index }) => {
    let depth = 1
    let end = index + length
    for (; depth > 0 && end < style.length; end++) {
      if (style[end] === '{') depth += 1
      if (style[end] === '}') depth -= 1
    }

    return style.slice(index + length, end - 1)
  })
}

test('colours and width do not depend on each other, so that two of four modes show everything', () => {
  const ofWidths = insideOf(/@media \((?:min|max)-width[^{]*\{/g)
  const ofColours = insideOf(/@media \(prefers-color-scheme[^{]*\{|:root\[data-theme[^{]*\{/g)

  expect(ofWidths.length).toBeGreaterThan(5)
  for (const rules of ofWidths) expect(rules).not.toMatch(/background|--[\w-]+:/)
  expect(ofColours.length).toBe(3)
  for (const rules of ofColours) expect(rules).not.toMatch(/size|margin|padding|display|grid|flex|width/)
})
