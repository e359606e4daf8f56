import { expect, test } from 'vitest'
import { createWire } from '../../src/microsoft/wire.ts'

const url = 'https://login.microsoftonline.com/common/oauth2/v2.0/token'

test('MSAL never learns that a token could be renewed early, which it would do behind our back', async () => {
  const text = JSON.stringify({ access_token: 'x', expires_in: 100_000, refresh_in: 50_000 })
  const wire = createWire({ send: async () => ({ status: 200, headers: {}, text }) })

  const { body } = await wire.networkModule.sendPostRequestAsync(url)

  expect(body).toEqual({ access_token: 'x', expires_in: 100_000 })
  expect(wire.evidence()).toBeUndefined()
})

test('a refusal is remembered with its numbers and IDs', async () => {
  const text = JSON.stringify({
    error: 'invalid_grant',
    error_description: `AADSTS50173: The provided grant has expired. ${'x'.repeat(1000)}`,
    error_codes: [50173],
    suberror: 'bad_token',
    trace_id: '05048870-1b17-4a58-88ed-1e8b06622e00',
    correlation_id: '444bbf33-c799-4f89-99eb-ed84952197dc',
  })
  const wire = createWire({ send: async () => ({ status: 400, headers: { 'retry-after': '7' }, text }) })

  await wire.networkModule.sendPostRequestAsync(url)

  expect(wire.evidence()).toMatchObject({
    kind: 'identity',
    error: 'invalid_grant',
    codes: [50173],
    suberror: 'bad_token',
    traceId: '05048870-1b17-4a58-88ed-1e8b06622e00',
    correlationId: '444bbf33-c799-4f89-99eb-ed84952197dc',
    httpStatus: 400,
    retryAfterSeconds: 7,
  })
})

test.each([
  ['dns', 'ENOTFOUND'],
  ['dns', 'EAI_AGAIN'],
  ['tcp', 'ECONNREFUSED'],
  ['tcp', 'UND_ERR_CONNECT_TIMEOUT'],
  ['tls', 'CERT_HAS_EXPIRED'],
  ['tls', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['tls', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ['http', 'ECONNRESET'],
])('silence is told by its deepest cause: %s, %s', async (stage, code) => {
  const cause = Object.assign(new Error('deep'), { code })
  const error = new TypeError('fetch failed', { cause })
  const wire = createWire({ send: () => Promise.reject(error) })

  await expect(wire.networkModule.sendPostRequestAsync(url)).rejects.toBe(error)

  expect(wire.evidence()).toEqual({
    kind: 'network',
    stage,
    code,
    host: 'login.microsoftonline.com',
    port: 443,
  })
})
