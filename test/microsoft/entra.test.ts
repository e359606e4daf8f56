import { createServer, type ServerOptions } from 'node:https'
import { afterAll, describe, expect, test } from 'vitest'
import type { RemoteFailure } from '../../src/errors.ts'
import { createEntra } from '../../src/microsoft/entra.ts'
import { makeCertificates } from '../microsoft-365/certificates.ts'
import { listen } from '../microsoft-365/loopback.ts'

const certificates = await makeCertificates()
const closing: (() => void)[] = []
afterAll(() => {
  for (const close of closing) close()
})

const request = {
  credentials: { clientId: 'client', clientSecret: 'top-secret', tenant: 'common' },
  redirectUri: 'https://shop.example/microsoft_outlook/confirm',
  purpose: 'send',
  code: 'the-code',
  verifier: 'the-verifier',
  nonce: 'the-nonce',
} as const

/** A sign-in host that gives one answer to everything. */
async function hostThat(
  answer: { status?: number; headers?: Record<string, string>; body: string },
  certificate: ServerOptions = certificates.good,
): Promise<string> {
  const server = createServer(certificate, (_request, response) => {
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body)
  })
  const port = await listen(server, 0)
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )

  return `localhost:${port}`
}

async function failureAt(loginHost: string, ca: string | null = certificates.ca) {
  const scopePrefix = 'https://outlook.office.com/'
  const entra = createEntra({ loginHost, scopePrefix, ca: ca ?? undefined, timeoutMs: 5000 })
  const error: RemoteFailure = await entra.redeem(request).then(
    () => Promise.reject(new Error('It was let in.')),
    (caught: RemoteFailure) => caught,
  )
  await entra.close()

  return error.failure
}

test('a certificate of an unknown authority is told as such', async () => {
  const host = await hostThat({ body: '{}' }, certificates.selfSigned)

  expect(await failureAt(host)).toMatchObject({ cause: 'certificate-not-trusted', host: 'localhost' })
})

test('without the extra authority the stand-in is not trusted', async () => {
  expect(await failureAt(await hostThat({ body: '{}' }), null)).toMatchObject({
    cause: 'certificate-not-trusted',
  })
})

test('a host nobody listens at is told as such', async () => {
  const server = createServer()
  const port = await listen(server, 0)
  await new Promise((closed) => server.close(closed))

  expect(await failureAt(`localhost:${port}`)).toMatchObject({ cause: 'connection-refused', port })
})

describe.each([
  ['a redirect elsewhere', { status: 302, headers: { location: 'https://evil.example/' }, body: '' }],
  ['more than 256 KiB', { body: JSON.stringify({ access_token: 'x'.repeat(300_000) }) }],
  ['a page of a proxy', { body: '<html>Please sign in to the network</html>' }],
  ['nothing', { body: '' }],
  ['JSON that is no object', { body: '[]' }],
  ['an object without tokens', { body: '{}' }],
])('an answer that is %s', (_what, answer) => {
  test('ends in a failure and lets nobody in', async () => {
    const failure = await failureAt(await hostThat(answer))

    expect(failure.cause).toEqual(expect.any(String))
    expect(JSON.stringify(failure)).not.toMatch(/top-secret|the-code|the-verifier/)
  })
})

test.each([
  [undefined, undefined],
  ['30', 30],
  ['999999', 3600],
  ['0', undefined],
  ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
])('Retry-After %s means %s seconds', async (header, seconds) => {
  const host = await hostThat({
    status: 429,
    headers: header === undefined ? {} : { 'retry-after': header },
    body: JSON.stringify({ error: 'temporarily_unavailable', error_codes: [90055] }),
  })

  const failure = await failureAt(host)

  expect(failure.cause).toBe('microsoft-busy')
  expect(failure.retryAfterSeconds).toBe(seconds)
})
