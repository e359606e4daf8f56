import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diagnose } from '../../src/failures/diagnose.ts'
import { explain } from '../../src/failures/explain.ts'
import type { Evidence } from '../../src/failures/failure.ts'
import { redact } from '../../src/failures/redact.ts'

describe('what is kept of a foreign text', () => {
  test.each([
    ['a JSON Web Token', 'token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln here', 'token [removed] here'],
    ['a bearer header', 'Authorization: Bearer abc.def', 'Authorization: [removed]'],
    ['a long base64 run', `x ${'Ab1+/'.repeat(12)}== y`, 'x [removed] y'],
    ['a secret by its name', 'client_secret=s3cr3t&grant_type=x', 'client_secret=[removed]&grant_type=x'],
    ['a token in JSON', '{"refresh_token":"0.AXE","x":1}', '{"refresh_token":"[removed]","x":1}'],
    ['line breaks and control characters', 'a\r\nb\u0000\u001b[31mc\u202ed', 'a b[31mcd'],
    ['half a character', 'a\ud83d', 'a'],
    ['an ordinary sentence', '550 5.7.60 SMTP; no permission', '550 5.7.60 SMTP; no permission'],
  ])('%s', (_, text, kept) => {
    expect(redact(text)).toBe(kept)
  })

  test('it is at most 500 characters, and no token survives at the cut', () => {
    const cutInTwo = redact(`${'word '.repeat(99)}eyJhbGciOiJSUzI1NiJ9.${'x'.repeat(40)}`)

    expect(cutInTwo.length).toBeLessThanOrEqual(500)
    expect(cutInTwo).not.toContain('eyJ')
    expect(redact('word '.repeat(200))).toHaveLength(499)
  })

  test('the cut leaves no half of a character, which no database would take', () => {
    expect(redact(`${'a '.repeat(249)}a\u{1f512}`)).not.toMatch(/\p{Cs}/u)
  })
})

const token = fc.stringMatching(/^[A-Za-z0-9_-]{8,80}$/).map((rest) => `eyJ${rest}`)
const foreign = fc.tuple(fc.string({ unit: 'binary' }), token, fc.string({ unit: 'binary' }))

const stages = ['greeting', 'ehlo', 'starttls', 'auth', 'mail', 'rcpt', 'data', 'end'] as const
const errors = fc.constantFrom('invalid_grant', 'invalid_client', 'x', '90055', '__proto__', 'constructor')

function evidenceWith(text: string, error: string, stage: (typeof stages)[number]): Evidence[] {
  return [
    {
      kind: 'identity',
      error,
      codes: [Number.NaN, -1],
      suberror: text,
      text,
      traceId: text,
      correlationId: text,
    },
    { kind: 'identity', error: text, codes: [] },
    { kind: 'smtp', stage, code: Number.NaN, enhanced: text, text, signInWith: 'password' },
    { kind: 'imap', stage: 'select', status: 'NO', text, signInWith: 'outlook', folders: [text] },
    { kind: 'network', stage: 'read', code: text, host: text, port: 0, text },
    { kind: 'mailroom', cause: 'folder-missing', text, host: text, folders: [text] },
  ]
}

test('no answer makes the diagnosis fail, and no token in it is stored or shown', () => {
  fc.assert(
    fc.property(foreign, errors, fc.constantFrom(...stages), ([before, planted, after], error, stage) => {
      for (const evidence of evidenceWith(before + planted + after, error, stage)) {
        const failure = diagnose(evidence)
        const told = JSON.stringify([failure, explain(failure, 'de'), explain(failure, 'en')])

        expect(told).not.toContain(planted)
        expect(told).not.toContain('eyJ')
        expect(failure.raw?.length ?? 0).toBeLessThanOrEqual(500)
      }
    }),
  )
})
