import { isIP } from 'node:net'
import { type ConnectionOptions, rootCertificates, type TLSSocket } from 'node:tls'

/** STARTTLS after a greeting, TLS from the start, or none. */
export type Encryption = 'starttls' | 'tls' | 'none'

interface Peer {
  /** The name as the admin entered it: what the certificate must be for. */
  host: string
  /** PEM of further authorities. Without it Node's own choice counts, with NODE_EXTRA_CA_CERTS. */
  ca?: string | undefined
}

/** Encryption as every mail server has to offer it; there is no switch that weakens it. */
export function tlsOptions({ host, ca }: Peer): ConnectionOptions {
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    host,
    // The name in the handshake must not be an address (RFC 6066, 3).
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...trust(ca),
  }
}

/** PEM of further authorities, for TLS. Without it Node's own choice counts, with NODE_EXTRA_CA_CERTS. */
export function trust(ca: string | undefined): { ca?: string[] } {
  // A list given here replaces Node's own.
  return ca === undefined ? {} : { ca: [...rootCertificates, ca] }
}

export interface TlsFacts {
  tlsVersion: string
  certificateName: string
  /** ISO 8601. */
  certificateUntil: string
}

const longestName = 200

export function tlsFacts(socket: TLSSocket): TlsFacts {
  const { subject, subjectaltname = '', valid_to } = socket.getPeerCertificate()
  const [firstName = ''] = subjectaltname.split(', ')
  const name = subject?.CN ?? firstName.replace(/^DNS:/, '')

  return {
    tlsVersion: socket.getProtocol() ?? '',
    certificateName: String(name).slice(0, longestName),
    certificateUntil: new Date(valid_to).toISOString(),
  }
}
