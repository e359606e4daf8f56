import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { causes, isCause } from '../../src/failures/causes.ts'
import { explain } from '../../src/failures/explain.ts'
import { locales } from '../../src/language/text.ts'

/** Everything of Mailroom but the catalogue itself, without comments: those may quote. */
const files = ['src', 'views']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  .filter((file) => /\.(ts|eta)$/.test(file) && !/^src\/(failures|storage\/generated)\//.test(file))
  .map((file) => ({ file, code: withoutComments(readFileSync(file, 'utf8')) }))

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
}

function places(pattern: RegExp): string[] {
  return files.flatMap(({ file, code }) => (code.match(pattern) ?? []).map((found) => `${file}: ${found}`))
}

test('no sentence of the catalogue is written down anywhere else', () => {
  const said = Object.keys(causes)
    .filter(isCause)
    .flatMap((cause) => locales.map((locale) => explain({ cause }, locale)))
    .flatMap(({ title, what }) => [title, what])
    // Three words or fewer say more than one thing.
    .filter((words) => words.split(' ').length > 3)
    .map((words) => words.replace(/[.!]$/, '').toLowerCase())
  const again = files.flatMap(({ file, code }) => {
    const lower = code.toLowerCase()

    // A sentence that goes on says something else.
    return said
      .filter((words) => [...'.!?`\'"'].some((end) => lower.includes(words + end)))
      .map((words) => `${file}: ${words}`)
  })

  expect([...new Set(again)]).toEqual([])
})

test('no AADSTS number and no code of a mail server is judged anywhere else', () => {
  // The hint of a field may name one as an example.
  const judged = places(/AADSTS\d+/g).filter((place) => !/^src\/[\w-]+\/texts\.ts:/.test(place))
  expect(judged).toEqual([])
  expect(places(/\b[45]\\?\.\d{1,3}\\?\.\d{1,3}\b(?!\.|['"]?\/\d)/g)).toEqual([])
})

test('no OAuth error leads to a sentence anywhere else', () => {
  const errors =
    /\b(invalid_(grant|client|scope|resource|tenant)|unauthorized_client|interaction_required)\b/g

  expect(places(errors)).toEqual([])
})
