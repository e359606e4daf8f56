import type { Cause } from './causes.ts'

/**
 * What an adapter saw, before anyone judged it. Texts come from outside: they are cut to 500 characters and
 * hold no token or secret; `diagnose` turns them into a Failure.
 */
export type Evidence = IdentityEvidence | SmtpEvidence | ImapEvidence | NetworkEvidence | OwnEvidence

/** Mailroom found it itself, so the cause is known already. */
export interface OwnEvidence {
  kind: 'mailroom'
  cause: Cause
  text?: string
  host?: string
  port?: number
  folders?: string[]
  /** Bytes of a mail, and of the largest one that is taken. */
  size?: number
  largest?: number
}

/** Microsoft's sign-in or token endpoint said no. */
export interface IdentityEvidence {
  kind: 'identity'
  /** The OAuth `error`, for example `invalid_grant`. */
  error: string
  /** AADSTS numbers, without the letters. */
  codes: number[]
  suberror?: string
  text?: string
  traceId?: string
  correlationId?: string
  httpStatus?: number
  retryAfterSeconds?: number
}

/** An SMTP server answered with 4xx or 5xx. */
export interface SmtpEvidence {
  kind: 'smtp'
  stage: 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'end'
  code: number
  /** The enhanced status code, for example `5.7.139`. */
  enhanced?: string
  text: string
  signInWith: 'outlook' | 'password'
}

/** An IMAP server answered NO, BAD or BYE. */
export interface ImapEvidence {
  kind: 'imap'
  stage: 'greeting' | 'capability' | 'auth' | 'select' | 'fetch' | 'end'
  status: 'NO' | 'BAD' | 'BYE'
  text: string
  signInWith: 'outlook' | 'password'
  /** Folders that do exist, when the one asked for does not. */
  folders?: string[]
}

/** No answer, or one that was no protocol: DNS, TCP, TLS, time-outs, proxies. */
export interface NetworkEvidence {
  kind: 'network'
  stage: 'dns' | 'tcp' | 'tls' | 'read' | 'proxy' | 'http' | 'webhook'
  /** The status of a webhook's answer, Node's code (`ENOTFOUND`, `ECONNREFUSED`, `ETIMEDOUT`, `CERT_HAS_EXPIRED` …) or a word of ours. */
  code: string
  host: string
  port: number
  /** The proxy on the way, as `proxy.example:3128`. */
  proxy?: string
  text?: string
}

/** A judged failure: stored as JSON on the row it concerns, explained in the reader's language when shown. */
export interface Failure {
  cause: Cause
  /** What the other side said, for the details only. */
  raw?: string
  /** The shortest thing one can search for: `AADSTS7000222`, `535 5.7.139`, `ECONNREFUSED`. */
  code?: string
  traceId?: string
  correlationId?: string
  /** When Microsoft said it, for its support: `2026-11-24 15:00:00Z`. */
  timestamp?: string
  /** How the mailbox signs in: with an Outlook account it is always Microsoft who refused. */
  signInWith?: 'outlook' | 'password'
  host?: string
  port?: number
  /** The proxy on the way, as `proxy.example:3128`. */
  proxy?: string
  folders?: string[]
  /** Bytes of a mail, and of the largest one that is taken. */
  size?: number
  largest?: number
  retryAfterSeconds?: number
}
