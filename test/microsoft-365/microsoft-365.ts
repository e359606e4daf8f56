import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Calls, createCalls } from './calls.ts'
import { type Certificates, makeCertificates } from './certificates.ts'
import { type Account, createDirectory, type Directory } from './directory.ts'
import { createFaults, type Faults } from './faults.ts'
import { startMailServers } from './mail-servers.ts'
import { createMailboxes, type Mailboxes } from './mailboxes.ts'
import { mailResource, resourceOf } from './scopes.ts'
import { startSignIn } from './sign-in/sign-in.ts'
import { createSubmissions, type ReceivedMail } from './smtp/submission.ts'
import { createTokens } from './tokens.ts'
import type { World } from './world.ts'

const usualSlowMs = 3000

interface Address {
  host: string
  port: number
}

type MailServers = Awaited<ReturnType<typeof startMailServers>>

export interface Microsoft365Options {
  now?: () => Date
  /** `http`: a second door for browsers, which do not trust the certificate; tokens and keys stay on TLS. */
  pagesOver?: 'https' | 'http'
  /** 0, the default, takes a free one. */
  ports?: { signIn?: number; pages?: number; smtp?: number; imap?: number; control?: number }
  /** Where Mailroom is, for the control page. */
  mailroomUrl?: string
  /** Refuses a refresh token that was already used once; Microsoft itself is lenient. */
  strictRefreshTokens?: boolean
}

export interface Microsoft365 {
  /** `localhost:PORT`, for MICROSOFT_LOGIN_HOST. */
  loginHost: string
  /** Where the browser's pages are; the same as the login host unless `pagesOver: 'http'`. */
  pagesUrl: string
  /** PEM of the authority behind every certificate here. */
  ca: string
  caFile: string
  certificates: Certificates
  smtp: Address
  imap: Address
  /** A hoster without OAuth: the same mailboxes, opened with the account's password. */
  passwords: { smtp: Address; imap: Address }
  /** Mails accepted for sending, oldest first. */
  received: readonly ReceivedMail[]
  app: Directory['app']
  accounts: Directory['accounts']
  policy: Directory['policy']
  mailboxes: Mailboxes
  faults: Faults
  calls: Calls
  /** A token as the sign-in would give it; both mail permissions unless told otherwise. */
  accessTokenFor(address: string, scopes?: string[]): string
  setTokenLifetime(seconds: number): void
  /** What the fault `slow` adds to each answer. */
  setSlowness(ms: number): void
  /** Every sign-in of this account up to now becomes worthless, as after a password reset by an admin. */
  revokeSignIns(address: string): void
  /** Resolves once a client waits in IDLE for this account's INBOX. */
  idling(account: Pick<Account, 'address'>): Promise<void>
  /** Every IMAP session gets `BYE` with this reason. */
  endImapSessions(reason: string): void
  /** Everything but the ports, the certificates and the redirect URIs. */
  reset(): void
  close(): Promise<void>
}

/** Starts a local Microsoft 365: sign-in, SMTP, IMAP and a page to control them, on loopback. */
export async function startMicrosoft365(options: Microsoft365Options = {}): Promise<Microsoft365> {
  const { now = () => new Date(), ports = {}, pagesOver = 'https', strictRefreshTokens = false } = options
  const certificates = await makeCertificates()
  const folder = await mkdtemp(join(tmpdir(), 'microsoft-365-'))
  const caFile = join(folder, 'ca.pem')
  await writeFile(caFile, certificates.ca)

  let slownessMs = usualSlowMs
  let mailServers: MailServers | undefined
  const submissions = createSubmissions()
  const directory = createDirectory(now)
  const faults = createFaults(() => mailServers?.applyFaults())
  const world: World = {
    directory,
    faults,
    mailboxes: createMailboxes(now),
    tokens: createTokens(now, { strictRefreshTokens }),
    calls: createCalls(),
    now,
  }
  const slowMs = (): number => (faults.isOn('slow') ? slownessMs : 0)
  const signIn = await startSignIn(world, {
    certificate: certificates.good,
    pagesOver,
    ports: { signIn: ports.signIn ?? 0, pages: ports.pages ?? 0 },
    slowMs,
  })
  mailServers = await startMailServers(world, {
    certificates,
    ports: { smtp: ports.smtp ?? 0, imap: ports.imap ?? 0 },
    slowMs,
    submissions,
  })

  return {
    smtp: mailServers.smtp,
    imap: mailServers.imap,
    idling: (account) => world.mailboxes.watched(account),
    endImapSessions: mailServers.endImapSessions,
    passwords: mailServers.passwords,
    received: submissions.received,
    loginHost: signIn.host,
    pagesUrl: signIn.pages,
    ca: certificates.ca,
    caFile,
    certificates,
    app: directory.app,
    accounts: directory.accounts,
    policy: directory.policy,
    mailboxes: world.mailboxes,
    faults,
    calls: world.calls,
    accessTokenFor: (address, scopes) => accessTokenFor(world, address, scopes),
    setTokenLifetime: (seconds) => world.tokens.setLifetime(seconds),
    setSlowness(ms) {
      slownessMs = ms
    },
    revokeSignIns(address) {
      accountAt(world, address).tokensValidFrom = now()
    },
    reset() {
      slownessMs = usualSlowMs
      faults.reset()
      directory.reset()
      world.mailboxes.reset()
      world.tokens.reset()
      world.calls.reset()
      submissions.reset()
    },
    async close() {
      mailServers?.close()
      await signIn.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function accessTokenFor(world: World, address: string, scopes = bothPermissions): string {
  const account = accountAt(world, address)
  const resource = scopes[0] === undefined ? mailResource : resourceOf(scopes[0])

  return world.tokens.issueAccessToken({ account, clientId: world.directory.app.clientId, resource, scopes })
    .value
}

const bothPermissions = [`${mailResource}SMTP.Send`, `${mailResource}IMAP.AccessAsUser.All`]

function accountAt({ directory }: World, address: string) {
  const account = directory.accounts.find(address)
  if (!account) throw new Error(`The stand-in has no account ${address}`)

  return account
}
