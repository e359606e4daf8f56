import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dovecotConf, oauth2Conf } from './dovecot/config.ts'
import { freePort } from './free-port.ts'
import type { Certificate } from './microsoft-365/certificates.ts'
import { listen } from './microsoft-365/loopback.ts'

const program = 'dovecot'
/** Debian's place for it is in the PATH of root only. */
const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin` }

interface Options {
  /** Where Dovecot asks what a token is worth (RFC 7662). */
  introspectionUrl: string
  /** What the IMAP server shows. */
  certificate: Certificate
  /** Also opens every mailbox, for programs that know no XOAUTH2. */
  password?: string
}

export interface Dovecot {
  host: string
  /** TLS from the start. */
  port: number
  /** Where an SMTP server on 127.0.0.1 asks for SASL, in Dovecot's own protocol. */
  saslPort: number
  /** Puts a mail into the INBOX of this address. */
  deliver(address: string, mail: string): Promise<void>
  /** Where the mails of this address lie as files (Maildir). */
  maildir(address: string): string
  /** Ends every session of this address, as an operator does it. */
  kick(address: string): void
  /** How many sessions of this address there still are: one whose connection is closed ends a moment later. */
  sessions(address: string): number
  /** Ends it with all its sessions; `start` lets it listen on the same port again. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Ends it with all its processes, and removes its folder. */
  close(): Promise<void>
}

/** Whether Dovecot 2.3 is installed; 2.4 reads another configuration. */
export function dovecotIsAvailable(): boolean {
  return /^2\.3\./.test(spawnSync(program, ['--version'], { env, encoding: 'utf8' }).stdout ?? '')
}

/** Starts a real Dovecot as a user without rights, on a free port, in a folder of its own. */
export async function startDovecot(options: Options): Promise<Dovecot> {
  const user = findUser()
  const { port, addresses } = await findPort()
  const saslPort = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-dovecot-'))
  const { password } = options
  await writeConfig(folder, options, dovecotConf({ folder, user, addresses, port, saslPort, password }))
  for (const name of ['', 'run', 'state', 'mail']) await makeFolder(join(folder, name), user)
  let stop = await start(folder, user).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true })
    throw error
  })
  const maildir = (address: string) => join(folder, 'mail', address.toLowerCase())

  return {
    host: 'localhost',
    port,
    saslPort,
    maildir,
    deliver: (address, mail) => deliver(maildir(address), mail, user),
    kick: (address) => void administer(folder, user, ['kick', address]),
    sessions: (address) =>
      administer(folder, user, ['who', '-1', address])
        .split('\n')
        .filter((line) => line.includes(address)).length,
    async stop() {
      administer(folder, user, ['kick', '*'])
      await stop()
    },
    async start() {
      stop = await start(folder, user)
    },
    async close() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface User {
  name: string
  group: string
  uid: number
  gid: number
}

/** Whoever runs the tests, but nobody instead of root: Dovecot gives no mail to root. */
function findUser(): User {
  const who = process.getuid?.() === 0 ? ['nobody'] : []
  const id = (...what: string[]) => execFileSync('id', [...what, ...who], { encoding: 'utf8' }).trim()

  return { name: id('-un'), group: id('-gn'), uid: Number(id('-u')), gid: Number(id('-g')) }
}

/** Free on both loopback addresses, because `localhost` may mean either. Dovecot cannot choose one by itself. */
async function findPort(): Promise<{ port: number; addresses: string[] }> {
  const servers = [createServer(), createServer()] as const
  const port = await listen(servers[0], 0)
  const hasIpv6 = await listen(servers[1], port, '::1').then(
    () => true,
    () => false,
  )
  for (const server of servers) server.close()

  return { port, addresses: hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'] }
}

async function writeConfig(
  folder: string,
  { introspectionUrl, certificate }: Options,
  conf: string,
): Promise<void> {
  await writeFile(join(folder, 'dovecot.conf'), conf)
  await writeFile(join(folder, 'oauth2.conf'), oauth2Conf(introspectionUrl))
  await writeFile(join(folder, 'cert.pem'), certificate.cert)
  await writeFile(join(folder, 'key.pem'), certificate.key)
}

async function makeFolder(path: string, { uid, gid }: User): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await chown(path, uid, gid)
}

const asUser = (folder: string, { uid, gid }: User) => ({
  ...(process.getuid?.() === 0 ? { uid, gid } : {}),
  env,
  cwd: folder,
})

function administer(folder: string, user: User, what: string[]): string {
  return execFileSync('doveadm', ['-c', join(folder, 'dovecot.conf'), ...what], {
    ...asUser(folder, user),
    stdio: 'pipe',
    encoding: 'utf8',
  })
}

/** Resolves, once it listens, to what ends it. */
async function start(folder: string, user: User): Promise<() => Promise<void>> {
  const child = spawn(program, ['-F', '-c', join(folder, 'dovecot.conf')], {
    ...asUser(folder, user),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await isReady(child)
  // Its log, which closes with the last of its processes.
  const gone = once(child, 'close')

  return async () => {
    child.kill('SIGTERM')
    await gone
  }
}

function isReady(child: ChildProcess): Promise<void> {
  return new Promise((ready, fail) => {
    let said = ''
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      said += part
      if (said.includes('starting up for imap')) ready()
    })
    child.once('close', () => fail(new Error(`Dovecot did not start: ${said}`)))
    child.once('error', fail)
  })
}

async function deliver(maildir: string, mail: string, user: User): Promise<void> {
  for (const name of ['', 'tmp', 'new', 'cur']) await makeFolder(join(maildir, name), user)
  const name = `${randomUUID()}.localhost`
  await writeFile(join(maildir, 'tmp', name), mail.replaceAll('\r\n', '\n'))
  await chown(join(maildir, 'tmp', name), user.uid, user.gid)
  await rename(join(maildir, 'tmp', name), join(maildir, 'new', name))
}
