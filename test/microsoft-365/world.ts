import type { Calls } from './calls.ts'
import type { Directory } from './directory.ts'
import type { Faults } from './faults.ts'
import type { Interference } from './imap/interference.ts'
import type { Mailboxes } from './mailboxes.ts'
import type { Tokens } from './tokens.ts'

/** What all parts of the stand-in share: one state, one clock. */
export interface World {
  directory: Directory
  mailboxes: Mailboxes
  tokens: Tokens
  faults: Faults
  calls: Calls
  interference: Interference
  /** The ports of others that connected to token, key and mail servers since the last reset. */
  clientPorts: Set<number>
  now: () => Date
}
