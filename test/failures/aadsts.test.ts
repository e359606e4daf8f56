import { expect, test } from 'vitest'
import { parseAadsts } from '../../src/failures/aadsts.ts'

const traceId = '05048870-1b17-4a58-88ed-1e8b06622e00'
const correlationId = '444bbf33-c799-4f89-99eb-ed84952197dc'
const timestamp = '2026-11-24 15:57:00Z'
const all = { numbers: [50076], traceId, correlationId, timestamp }

test.each([
  ['blanks', ' '],
  ['line breaks', '\r\n'],
])('the parts of an error are found between %s', (_, gap) => {
  const parts = [
    'AADSTS50076: Due to a change.',
    `Trace ID: ${traceId}`,
    `Correlation ID: ${correlationId}`,
    `Timestamp: ${timestamp}`,
  ]

  expect(parseAadsts(parts.join(gap))).toEqual(all)
})

test('the parts are found in the form that MSAL gives them', () => {
  const message = `invalid_client: Error(s): 50076 - Timestamp: ${timestamp} - Description: AADSTS50076: Due to a change. - Correlation ID: ${correlationId} - Trace ID: ${traceId}`

  expect(parseAadsts(message)).toEqual(all)
})

test('an older text may carry two numbers, and each is told once', () => {
  const text = 'AADSTS70002: Error validating credentials. AADSTS50011: The reply URL. AADSTS50011'

  expect(parseAadsts(text)).toEqual({ numbers: [70002, 50011] })
})

test('a text without a number says nothing', () => {
  expect(parseAadsts('the user canceled the authentication')).toEqual({ numbers: [] })
})
