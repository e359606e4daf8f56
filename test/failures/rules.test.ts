import { describe, expect, test } from 'vitest'
import { diagnose } from '../../src/failures/diagnose.ts'
import {
  identityErrors,
  identityNumbers,
  identitySuberrors,
  identityTexts,
} from '../../src/failures/identity-rules.ts'
import { imapRule, imapRules } from '../../src/failures/imap-rules.ts'
import { networkRule, networkRules } from '../../src/failures/network-rules.ts'
import { smtpRule, smtpRules } from '../../src/failures/smtp-rules.ts'
import { identityExamples } from './identity-examples.ts'
import { imapExamples, networkExamples } from './mail-examples.ts'
import { smtpExamples } from './smtp-examples.ts'

/** The rules that win for no example: shadowed by an earlier one, or without a real text. */
function idle<R, E>(
  rules: readonly R[],
  examples: readonly { evidence: E }[],
  winner: (of: E) => R | undefined,
) {
  const won = new Set(examples.map(({ evidence }) => winner(evidence)))

  return rules.filter((rule) => !won.has(rule))
}

describe('every rule wins for the words of a real server', () => {
  test('of SMTP', () => {
    expect(idle(smtpRules, smtpExamples, smtpRule)).toEqual([])
  })

  test('of IMAP', () => {
    expect(idle(imapRules, imapExamples, imapRule)).toEqual([])
  })

  test('of the network', () => {
    expect(idle(networkRules, networkExamples, networkRule)).toEqual([])
  })

  test('of the sign-in: each OAuth error is heard alone, each suberror with a refused grant', () => {
    const heard = identityExamples.map(({ evidence }) => evidence)

    for (const [error, cause] of Object.entries(identityErrors)) {
      expect(diagnose({ kind: 'identity', error, codes: [] }).cause, error).toBe(cause)
      expect(
        heard.some((one) => one.error === error),
        error,
      ).toBe(true)
    }
    for (const [suberror, cause] of Object.entries(identitySuberrors))
      expect(diagnose({ kind: 'identity', error: 'invalid_grant', suberror, codes: [] }).cause).toBe(cause)
  })

  test('of the sign-in: each text tells two meanings of a number apart', () => {
    for (const { code, cause, text } of identityTexts) {
      const found = identityExamples.find((one) => one.cause === cause && text.test(one.evidence.text ?? ''))

      expect(found, String(code)).toBeDefined()
      expect(diagnose({ kind: 'identity', error: 'invalid_request', codes: [code] }).cause).not.toBe(cause)
    }
  })

  test('of the sign-in: every cause that has numbers is heard with one of them', () => {
    const silent = identityNumbers.filter(
      ({ cause, numbers }) =>
        !identityExamples.some(
          (one) =>
            one.cause === cause && numbers.some((number) => one.evidence.text?.includes(`AADSTS${number}`)),
        ),
    )

    expect(silent).toEqual([])
  })
})
