import { RemoteFailure } from '../errors.ts'
import type { AccessToken } from '../microsoft/access-tokens.ts'
import type { Credentials } from '../network/credentials.ts'
import type { CheckedAddress } from '../network/guard.ts'
import { type ImapSession, openImap } from '../network/imap.ts'
import { ownFailure } from '../network/remote-failure.ts'
import { given } from './given.ts'
import { type ImapProbe, openImapProbe } from './imap-probe.ts'
import type { Note, StepWork } from './run-steps.ts'
import { dnsStep, lateAnswer, requireMechanism, targetOf, tokenSteps, wayOf } from './shared-steps.ts'
import { credentialsFor, signInTwice } from './sign-in-twice.ts'
import type { StepId } from './steps.ts'
import type { IncomingUnderTest } from './test-input.ts'

/** The steps against an IMAP server: one header is read, nothing is marked. */
export function imapSteps(server: IncomingUnderTest, signal: AbortSignal): StepWork[] {
  const { signIn, username, folder, foldersFound } = server
  let checked: CheckedAddress | undefined
  let token: AccessToken | undefined
  let probe: ImapProbe | undefined
  let session: ImapSession | undefined
  let count = 0
  const credentials = credentialsFor(signIn, username, () => username)

  async function open(note: Note): Promise<void> {
    note(wayOf(given(checked)))
    probe = await openImapProbe(targetOf(server, given(checked)), signal)
  }

  async function encrypt(note: Note): Promise<void> {
    note((await given(probe).encrypt()) ?? { encrypted: false })
  }

  async function capabilities(note: Note): Promise<void> {
    const { mechanisms, login } = await given(probe).capabilities()
    given(probe).close()
    note({ mechanisms })
    if (signIn.kind === 'password' && login) return
    requireMechanism(
      server,
      mechanisms,
      signIn.kind === 'outlook' ? ['XOAUTH2', 'OAUTHBEARER'] : ['PLAIN', 'LOGIN'],
    )
  }

  async function auth(note: Note): Promise<void> {
    const attempt = async (shown: Credentials) => {
      session = await openImap({ ...targetOf(server, given(checked)), credentials: shown }, signal)
    }
    await signInTwice({ signIn, token, credentials, note, first: attempt, again: attempt })
  }

  async function openFolder(note: Note): Promise<void> {
    note({ folder })
    const found = await given(session).folders()
    const folders = found.map(({ path }) => path)
    await foldersFound?.(found)
    const path = folders.find((name) => sameFolder(name, folder))
    if (path === undefined) throw ownFailure('folder-missing', { folders })
    const opened = await given(session).examine(path).catch(withFolders(folders))
    count = opened.count
    note(opened)
  }

  async function header(note: Note): Promise<void> {
    if (count > 0) note(await given(session).newestHeader())
    else note({ count })
  }

  async function end(): Promise<void> {
    await given(session).logout()
  }

  const step = (id: StepId, work: StepWork['work']): StepWork => ({ id, work, late: lateAnswer(server, id) })

  return [
    dnsStep(server, 'imap', signal, (found) => {
      checked = found
    }),
    step('tcp', open),
    step('tls', encrypt),
    step('capabilities', capabilities),
    ...tokenSteps(server, (got) => {
      token = got
    }),
    step('auth', auth),
    step('folder', openFolder),
    step('header', header),
    step('end', end),
  ]
}

/** INBOX reads the same in any case (RFC 9051, 5.1), no other name does. */
function sameFolder(name: string, wanted: string): boolean {
  return name === wanted || (name.toUpperCase() === 'INBOX' && wanted.toUpperCase() === 'INBOX')
}

/** A folder that is listed and still cannot be opened: the admin chooses among the others. */
function withFolders(folders: string[]) {
  return (error: unknown): never => {
    if (error instanceof RemoteFailure && error.failure.cause === 'folder-missing')
      throw ownFailure('folder-missing', {
        folders,
        ...(error.failure.raw ? { text: error.failure.raw } : {}),
      })
    throw error
  }
}
