import './reflect-metadata.ts'

import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 24 * 60 * 60 * 1000
const localNames: x509.JsonGeneralNames = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
]

/** PEM, as Node's TLS takes it. */
export interface Certificate {
  cert: string
  key: string
}

export interface Certificates {
  /** PEM of the authority to trust. */
  ca: string
  /** For localhost and the loopback addresses. */
  good: Certificate
  /** Signed by itself: no authority stands behind it. */
  selfSigned: Certificate
  expired: Certificate
  /** From tomorrow on. */
  notYetValid: Certificate
  /** Good, but for another host. */
  otherHost: Certificate
}

interface Leaf {
  names?: x509.JsonGeneralNames
  notBefore?: Date
  notAfter?: Date
}

/** TLS looks at the real clock, whatever clock the stand-in runs on. */
export async function makeCertificates(): Promise<Certificates> {
  x509.cryptoProvider.set(webcrypto)
  const authority = await makeAuthority()
  const yesterday = new Date(Date.now() - dayMs)
  const longAgo = new Date(Date.now() - 30 * dayMs)

  return {
    ca: authority.certificate.toString('pem'),
    good: await makeLeaf({}, authority),
    selfSigned: await makeLeaf({}),
    expired: await makeLeaf({ notBefore: longAgo, notAfter: yesterday }, authority),
    notYetValid: await makeLeaf({ notBefore: new Date(Date.now() + dayMs) }, authority),
    otherHost: await makeLeaf({ names: [{ type: 'dns', value: 'mail.other.example' }] }, authority),
  }
}

interface Authority {
  certificate: x509.X509Certificate
  keys: CryptoKeyPair
}

type CryptoKeyPair = webcrypto.CryptoKeyPair

async function makeAuthority(): Promise<Authority> {
  const keys = await makeKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Mailroom sandbox authority',
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + 365 * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })

  return { certificate, keys }
}

async function makeLeaf(leaf: Leaf, authority?: Authority): Promise<Certificate> {
  const keys = await makeKeys()
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: authority?.certificate.subject ?? 'CN=localhost',
    publicKey: keys.publicKey,
    signingKey: authority?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm: algorithm,
    notBefore: leaf.notBefore ?? new Date(Date.now() - dayMs),
    notAfter: leaf.notAfter ?? new Date(Date.now() + 364 * dayMs),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.SubjectAlternativeNameExtension(leaf.names ?? localNames),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    ],
  })
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)

  return { cert: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') }
}

async function makeKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}
