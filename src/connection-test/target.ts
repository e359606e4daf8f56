import type { Target as Place } from '../network/dial.ts'
import type { Encryption } from '../network/tls.ts'
import type { SignInWith } from './steps.ts'

/** Where a test connects to, and how. */
export interface Target extends Place {
  encryption: Encryption
  signInWith: SignInWith
  /** The operator permits connections without encryption, and this server signs in with a password. */
  mayBePlain: boolean
  ca?: string | undefined
}
