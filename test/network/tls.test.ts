import { rootCertificates } from 'node:tls'
import { expect, test } from 'vitest'
import { tlsOptions } from '../../src/network/tls.ts'

test('encryption is never older than TLS 1.2 and never without a proven certificate', () => {
  expect(tlsOptions({ host: 'smtp.office365.com' })).toEqual({
    host: 'smtp.office365.com',
    servername: 'smtp.office365.com',
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  })
})

test('an address has no place in the handshake, only on the certificate', () => {
  expect(tlsOptions({ host: '10.1.2.3' })).not.toHaveProperty('servername')
  expect(tlsOptions({ host: '2001:db8::1' })).toMatchObject({ host: '2001:db8::1' })
})

test('an authority of the company comes beside the usual ones', () => {
  expect(tlsOptions({ host: 'mail.example', ca: 'PEM' }).ca).toEqual([...rootCertificates, 'PEM'])
})
