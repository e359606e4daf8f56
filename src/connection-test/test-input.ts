import type { AccessToken } from '../microsoft/access-tokens.ts'
import type { Guard } from '../network/guard.ts'
import type { MailFolder } from '../network/mail-folders.ts'
import type { Encryption } from '../network/tls.ts'
import type { Timeouts } from './steps.ts'

/** How a server under test is signed in to. */
export type SignIn =
  | {
      kind: 'outlook'
      /** With `force` the token is fetched afresh. Throws RemoteFailure. */
      token: (force: boolean) => Promise<AccessToken>
      /** A mail server has let the token in. */
      accepted?: () => Promise<void>
    }
  | {
      kind: 'password'
      /** Opened only for the step that needs it. Throws RemoteFailure. */
      password: () => string
    }

/** Everything a test needs to know of a server, with its secrets still closed. */
export interface ServerUnderTest {
  host: string
  port: number
  encryption: Encryption
  /** The operator permits connections without encryption. They never carry a token, whatever this says. */
  allowPlaintext: boolean
  /** The mailbox, or the user name of a password server. */
  username: string
  signIn: SignIn
  guard: Pick<Guard, 'check'>
  /** PEM of further certificate authorities. */
  ca?: string | undefined
}

export interface OutgoingUnderTest extends ServerUnderTest {
  /** Undefined when nothing says who sends; the test then fails at this step. */
  sender: string | undefined
  /** The account itself: nothing is ever offered to anyone else. */
  recipient: string | undefined
}

export interface IncomingUnderTest extends ServerUnderTest {
  folder: string
  /** The mail server has told its folders. */
  foldersFound?: (folders: readonly MailFolder[]) => Promise<void>
}

export interface RunOptions {
  timeouts?: Partial<Timeouts> | undefined
  /** Stops the test from outside. */
  signal?: AbortSignal | undefined
  now: () => Date
}
