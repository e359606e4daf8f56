import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Calls, createCalls } from './calls.ts'
import { type Certificates, makeCertificates } from './certificates.ts'
import { startControl } from './control/control.ts'
import { type Account, createDirectory, type Directory } from './directory.ts'
import { createFaults, type Faults } from './faults.ts'
import { createInterference, type Interference } from './imap/interference.ts'
import { startMailServers } from './mail-servers.ts'
import { createMailboxes, type Mailboxes } from './mailboxes.ts'
import { mailResource, resourceOf } from './scopes.ts'
import { startSignIn } from './sign-in/sign-in.ts'
import type { Break } from './smtp/breaks.ts'
import { createSubmissions, type ReceivedMail } from './smtp/submission.ts'
import { createTokens } from './tokens.ts'
import type { World } from './world.ts'

/** Tedious, and still within the limits of a connection test. */
const usualSlowMs = 1500
const bothPermissions = [`${mailResource}SMTP.Send`, `${mailResource}IMAP.AccessAsUser.All`]

interface Address {
  host: string
  port: number
}

type MailServers = Awaited<ReturnType<typeof startMailServers>>

interface Ports {
  signIn?: number
  pages?: number
  smtp?: number
  imap?: number
  passwordSmtp?: number
  passwordImap?: number
  control?: number
}

export interface Microsoft365Options {
  now?: () => Date
  /** `http`: a second door for browsers, which do not trust the certificate; tokens and keys stay on TLS. */
  pagesOver?: 'https' | 'http'
  /** 0, the default, takes a free one. */
  ports?: Ports
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
  /** The page with the values, the faults and the mails. */
  controlUrl: string
  /** Where a real Dovecot asks what a token is worth. */
  introspectionUrl: string
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
  /** The ports of others that connected to token, key and mail servers since the last reset. */
  clientPorts: ReadonlySet<number>
  /** What happens in the middle of IMAP sessions. */
  interference: Interference
  /** A token as the sign-in would give it; both mail permissions unless told otherwise. */
  accessTokenFor(address: string, scopes?: string[]): string
  setTokenLifetime(seconds: number): void
  /** Every code and token given out since the last reset. */
  issued(): string[]
  /** SMTP clients at once, now and at most since the last reset. */
  smtpSessions: Readonly<{ open: number; most: number }>
  /** How the next submissions end, one after the other. */
  breakNext(...breaks: Break[]): void
  /** What SMTP announces as SIZE. */
  announceSize(bytes: number): void
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
  const { ports = {}, pagesOver = 'https', mailroomUrl } = options
  const certificates = await makeCertificates()
  const caFile = await writeCa(certificates.ca)
  const slowness = { ms: usualSlowMs }
  const submissions = createSubmissions()
  let mailServers: MailServers | undefined
  const world = createWorld(options, () => mailServers?.applyFaults())
  const slowMs = (): number => (world.faults.isOn('slow') ? slowness.ms : 0)
  const signIn = await startSignIn(world, { certificate: certificates.good, pagesOver, ports, slowMs })
  const servers = await startMailServers(world, { certificates, ports, slowMs, submissions })
  mailServers = servers
  const reset = (): void => {
    slowness.ms = usualSlowMs
    resetWorld(world)
    submissions.reset()
  }
  const data = { ...servers, world, mailroomUrl, received: submissions.received }
  const control = await startControl({ port: ports.control ?? 0, data, reset })

  return {
    ...doorsOf(world),
    ...servers,
    loginHost: signIn.host,
    pagesUrl: signIn.pages,
    controlUrl: control.url,
    introspectionUrl: control.introspectionUrl,
    ca: certificates.ca,
    caFile,
    certificates,
    received: submissions.received,
    smtpSessions: submissions.sessions,
    breakNext: submissions.breaks.plan,
    announceSize(bytes) {
      submissions.largest.bytes = bytes
    },
    setSlowness(ms) {
      slowness.ms = ms
    },
    reset,
    async close() {
      servers.close()
      await Promise.all([signIn.close(), control.close()])
      await rm(dirname(caFile), { recursive: true, force: true })
    },
  }
}

function createWorld(
  { now = () => new Date(), ...options }: Microsoft365Options,
  faultsChanged: () => void,
): World {
  const { strictRefreshTokens = false } = options

  return {
    directory: createDirectory(now),
    faults: createFaults(faultsChanged),
    mailboxes: createMailboxes(now),
    tokens: createTokens(now, { strictRefreshTokens }),
    calls: createCalls(),
    interference: createInterference(),
    clientPorts: new Set(),
    now,
  }
}

function resetWorld({ faults, directory, mailboxes, tokens, calls, interference, clientPorts }: World): void {
  for (const part of [faults, directory, mailboxes, tokens, calls, interference]) part.reset()
  clientPorts.clear()
}

/** What tests look into and turn. */
function doorsOf(world: World) {
  const { directory, mailboxes, faults, calls, interference, clientPorts, tokens, now } = world

  return {
    app: directory.app,
    accounts: directory.accounts,
    policy: directory.policy,
    mailboxes,
    faults,
    calls,
    interference,
    clientPorts,
    idling: mailboxes.watched,
    accessTokenFor(address: string, scopes = bothPermissions): string {
      const resource = scopes[0] === undefined ? mailResource : resourceOf(scopes[0])
      const token = { account: accountAt(world, address), clientId: directory.app.clientId, resource, scopes }

      return tokens.issueAccessToken(token).value
    },
    setTokenLifetime: (seconds: number): void => tokens.setLifetime(seconds),
    issued: tokens.issued,
    revokeSignIns(address: string): void {
      accountAt(world, address).tokensValidFrom = now()
    },
  }
}

function accountAt({ directory }: World, address: string): Account {
  const account = directory.accounts.find(address)
  if (!account) throw new Error(`The stand-in has no account ${address}`)

  return account
}

async function writeCa(ca: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'microsoft-365-')), 'ca.pem')
  await writeFile(file, ca)

  return file
}
