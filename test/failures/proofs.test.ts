import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { causes, isCause } from '../../src/failures/causes.ts'
import { diagnose } from '../../src/failures/diagnose.ts'
import { explain } from '../../src/failures/explain.ts'
import type { Evidence } from '../../src/failures/failure.ts'
import { identityNumbers } from '../../src/failures/identity-rules.ts'
import { locales } from '../../src/language/text.ts'
import { onlyByRule, proofsOf } from './proofs.ts'

const ids = Object.keys(causes).filter(isCause)

test.each(ids)('%s is produced by a test that names it, or says why nothing here can', (cause) => {
  const proofs = proofsOf(cause)

  for (const { file, names } of proofs) expect(readFileSync(file, 'utf8'), file).toContain(names)
  expect(proofs.length > 0, 'either produced or not').toBe(onlyByRule[cause] === undefined)
})

test.each(identityNumbers)(
  'each AADSTS number of $cause leads to it and to no other',
  ({ cause, numbers }) => {
    for (const number of numbers)
      expect(
        diagnose({ kind: 'identity', error: 'something_new', codes: [number] }).cause,
        String(number),
      ).toBe(cause)
  },
)

test('no AADSTS number stands in two rows', () => {
  const all = identityNumbers.flatMap(({ numbers }) => numbers)

  expect(all.filter((number, place) => all.indexOf(number) !== place)).toEqual([])
})

test.each<Evidence>([
  { kind: 'identity', error: 'something_new', codes: [240006] },
  { kind: 'smtp', stage: 'greeting', code: 599, text: 'Something new', signInWith: 'outlook' },
  { kind: 'imap', stage: 'fetch', status: 'NO', text: 'Something new', signInWith: 'outlook' },
  { kind: 'network', stage: 'tcp', code: 'ESOMETHINGNEW', host: 'mail.example', port: 587 },
])('what nobody has seen yet ($kind) has a title, steps, a link and its code', (evidence) => {
  for (const locale of locales) {
    const told = explain(diagnose(evidence), locale)

    expect(told.cause).toBe(`unknown-${evidence.kind}`)
    expect(told.title).not.toBe('')
    expect(told.steps.length).toBeGreaterThan(0)
    expect(told.link?.text).toBeTruthy()
    expect(told.code).toBeTruthy()
  }
})
