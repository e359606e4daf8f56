import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const views = new URL('../../views/', import.meta.url)
const names = readdirSync(views, { recursive: true, encoding: 'utf8' })
const pages = names.filter((name) => name.endsWith('.eta'))
const read = (name: string) => readFileSync(new URL(name, views), 'utf8')
/** The HTML alone; what Eta puts in stands as `§`. */
const htmlOf = (name: string) => read(name).replace(/<%[\s\S]*?%>/g, '§')

/** The one frame of ours: whatever is in it runs no script and has an origin of its own. */
const frameOfMail =
  '<iframe class="mail-frame" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" title="§" src="§"></iframe>'

describe.each(pages)('views/%s', (name) => {
  test('puts out raw only other views', () => {
    const raw = [...read(name).matchAll(/<%[-_]?~\s*([\s\S]*?)%>/g)].map(([, what = '']) => what.trim())

    expect(raw.filter((what) => !/^(include\('[\w/-]+'[\s\S]*\)|it\.body)$/.test(what))).toEqual([])
  })

  test('holds no style and no script of its own', () => {
    const html = htmlOf(name).replace('<script type="module" src="§"></script>', '').replace(frameOfMail, '')

    expect(html).not.toMatch(
      /\sstyle\s*=|<style|<script|\son\w+\s*=|javascript:|<base|<iframe|<object|<embed/i,
    )
  })

  test('quotes every attribute it fills in', () => {
    expect(htmlOf(name)).not.toMatch(/\s[\w-]+=\s*§/)
  })

  test('leads to our pages through link, so that they can be mounted anywhere', () => {
    const targets = [
      ...read(name).matchAll(/\s(?:href|action|src|formaction)="([^"]*(?:<%[\s\S]*?%>)?[^"]*)"/g),
    ]
    const fixed = targets.map(([, target = '']) => target).filter((target) => !/^(#|<%= )/.test(target))

    expect(fixed).toEqual([])
    expect(read(name)).not.toMatch(/['"`]\/mail['"`/]/)
  })

  test('only shows: no waiting, no clock, no formatting', () => {
    expect(read(name)).not.toMatch(/\bawait\b|new Date|Intl\.|toLocale|toISOString|JSON\.|Math\./)
  })

  test('has no sentence of its own', () => {
    const words = htmlOf(name)
      .replace(/<[^>]*>/g, ' ')
      .replaceAll('§', ' ')

    expect(
      words.match(/\p{L}{3,}/gu)?.filter((word) => !['Trace', 'Correlation'].includes(word)) ?? [],
    ).toEqual([])
  })
})

test('admin.js writes text and never HTML', () => {
  const script = read('static/admin.js')
    .replace(/^\s*\/\/.*$/gm, '')
    // The ticks of the set-up guide are all it may keep.
    .replaceAll(/localStorage\.(get|set|remove)Item\(box\.dataset\.tick\b/g, '')

  expect(script).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|srcdoc|localStorage/,
  )
  expect(script).not.toMatch(/https?:\/\//)
  expect(Buffer.byteLength(script)).toBeLessThanOrEqual(8 * 1024)
})

test('the style sheet asks no other host for anything', () => {
  expect(read('static/admin.css')).not.toMatch(/@import|url\(\s*['"]?(?:https?:)?\/\//)
})
