import type { Encryption } from '../network/tls.ts'
import type { SignInWith } from './steps.ts'

/** Where a test connects to, and how. */
export interface Target {
  /** The checked address; the name is only for the certificate. */
  address: string
  host: string
  port: number
  encryption: Encryption
  signInWith: SignInWith
  /** The operator permits connections without encryption, and this server signs in with a password. */
  mayBePlain: boolean
  ca?: string | undefined
}
