import { describe, expect, test } from 'vitest'
import { causes } from '../../src/failures/causes.ts'
import { diagnose } from '../../src/failures/diagnose.ts'
import { identityExamples } from './identity-examples.ts'
import { imapExamples, networkExamples } from './mail-examples.ts'
import { smtpExamples } from './smtp-examples.ts'

const examples = [...identityExamples, ...smtpExamples, ...imapExamples, ...networkExamples]

/** Found by Mailroom itself, so no foreign text leads to them. */
const ownFindings = [
  'not-connected',
  'disconnected',
  'wrong-account',
  'scope-missing',
  'no-refresh-token',
  'signed-out-here',
  'secret-unreadable',
  'clock-wrong',
  'sender-unknown',
  'test-too-long',
  'delivery-unclear',
  'mail-not-given-out',
  'mailbox-not-numbered',
  'mailbox-numbered-anew',
] as const

describe('each answer leads to its cause', () => {
  test.each(examples)('$name → $cause', ({ evidence, cause }) => {
    expect(diagnose(evidence).cause).toBe(cause)
  })

  test.each(ownFindings)('%s is known when Mailroom finds it', (cause) => {
    expect(diagnose({ kind: 'mailroom', cause })).toEqual({ cause })
  })

  test('every cause has an answer that leads to it', () => {
    const reached = new Set<string>([...examples.map(({ cause }) => cause), ...ownFindings])

    expect(Object.keys(causes).filter((cause) => !reached.has(cause))).toEqual([])
  })
})

describe('the rest of a failure', () => {
  test('numbers that Microsoft sends beside the text count too', () => {
    const failure = diagnose({ kind: 'identity', error: 'invalid_grant', codes: [700082] })

    expect(failure).toEqual({ cause: 'sign-in-expired', code: 'AADSTS700082' })
  })

  test('the ids for support are kept, with the time and how long to wait', () => {
    const failure = diagnose({
      kind: 'identity',
      error: 'temporarily_unavailable',
      codes: [90033],
      text: 'AADSTS90033: A transient error has occurred. Trace ID: 05048870-1b17-4a58-88ed-1e8b06622e00 Correlation ID: 444bbf33-c799-4f89-99eb-ed84952197dc Timestamp: 2026-11-24 15:57:00Z',
      retryAfterSeconds: 30,
    })

    expect(failure).toMatchObject({
      cause: 'microsoft-busy',
      code: 'AADSTS90033',
      traceId: '05048870-1b17-4a58-88ed-1e8b06622e00',
      correlationId: '444bbf33-c799-4f89-99eb-ed84952197dc',
      timestamp: '2026-11-24 15:57:00Z',
      retryAfterSeconds: 30,
    })
  })

  test('an id that is no id is dropped', () => {
    const failure = diagnose({ kind: 'identity', error: 'x', codes: [], traceId: '<b>mine</b>' })

    expect(failure).not.toHaveProperty('traceId')
  })

  test('an answer without a number is searched for by its OAuth error', () => {
    expect(diagnose({ kind: 'identity', error: 'access_denied', codes: [] }).code).toBe('access_denied')
  })

  test('an SMTP reply is searched for by its two codes', () => {
    const evidence = { kind: 'smtp', stage: 'auth', code: 535, signInWith: 'outlook' } as const

    expect(diagnose({ ...evidence, enhanced: '5.7.3', text: 'Authentication unsuccessful' }).code).toBe(
      '535 5.7.3',
    )
    expect(diagnose({ ...evidence, text: '5.7.3 Authentication unsuccessful' }).code).toBe('535 5.7.3')
    expect(diagnose({ ...evidence, text: 'no' }).code).toBe('535')
  })

  test('an IMAP answer keeps the folders that exist and the wait that Exchange asks for', () => {
    const evidence = { kind: 'imap', stage: 'select', status: 'NO', signInWith: 'outlook' } as const

    expect(diagnose({ ...evidence, text: "Shop doesn't exist.", folders: ['INBOX', 'Sent'] })).toEqual({
      cause: 'folder-missing',
      code: "NO Shop doesn't exist",
      raw: "Shop doesn't exist.",
      signInWith: 'outlook',
      folders: ['INBOX', 'Sent'],
    })
    expect(
      diagnose({
        ...evidence,
        status: 'BAD',
        text: 'Request is throttled. Suggested Backoff Time: 91999 milliseconds',
      }),
    ).toMatchObject({ retryAfterSeconds: 92 })
  })

  test('a network failure says where', () => {
    const failure = diagnose({
      kind: 'network',
      stage: 'tcp',
      code: 'ECONNREFUSED',
      host: 'smtp.example.com',
      port: 587,
    })

    expect(failure).toEqual({
      cause: 'connection-refused',
      code: 'ECONNREFUSED',
      host: 'smtp.example.com',
      port: 587,
    })
  })
})
