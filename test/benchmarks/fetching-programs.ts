import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fetched, FetchOrders } from './fetching-contest.ts'

/** Nobody: getmail6 stores no mail for root. */
const nobody = 65_534

interface Program {
  name: string
  command: string
  /** The text of its configuration, and what it is called with. */
  set(orders: FetchOrders, folder: string): { config: string; args: (config: string) => string[] }
  /** How many mails it has stored. */
  count(folder: string): Promise<number>
}

const inMaildir = async (folder: string) =>
  (await Promise.all(['new', 'cur'].map((name) => readdir(join(folder, 'mails', name))))).flat().length

/** Other programs that fetch mail, as they come: each leaves the mails on the server. */
const programs: Program[] = [
  {
    name: 'mbsync into a Maildir, fsync on',
    command: 'mbsync',
    set: ({ server: { port, password }, mailbox }, folder) => ({
      config: `IMAPAccount shop
Host localhost
Port ${port}
User ${mailbox}
Pass ${password}
SSLType IMAPS
AuthMechs LOGIN
SystemCertificates no
CertificateFile ${folder}/ca.pem

IMAPStore far
Account shop

MaildirStore near
Inbox ${folder}/mails

Channel shop
Far :far:
Near :near:
Patterns INBOX
Sync Pull
SyncState ${folder}/state-
`,
      args: (config) => ['-c', config, '-q', 'shop'],
    }),
    count: inMaildir,
  },
  {
    name: 'getmail6 into a Maildir',
    command: 'getmail',
    set: ({ server: { port, password }, mailbox }, folder) => ({
      config: `[retriever]
type = SimpleIMAPSSLRetriever
server = localhost
port = ${port}
username = ${mailbox}
password = ${password}
ca_certs = ${folder}/ca.pem
mailboxes = ("INBOX",)

[destination]
type = Maildir
path = ${folder}/mails/

[options]
read_all = true
delete = false
verbose = 0
`,
      args: (config) => ['--getmaildir', folder, '--rcfile', config],
    }),
    count: inMaildir,
  },
  {
    name: 'fetchmail into one file (BSMTP), without fsync',
    command: 'fetchmail',
    set: ({ server: { port, password }, mailbox }, folder) => ({
      config: `poll localhost service ${port} protocol IMAP auth password user "${mailbox}" password "${password}"
  ssl sslcertck sslcertfile "${folder}/ca.pem" fetchall keep bsmtp "${folder}/mails/cur/all"
`,
      args: (config) => ['--nodetach', '--silent', '--fetchmailrc', config, '--pidfile', `${folder}/pid`],
    }),
    count: async (folder) =>
      (await readFile(join(folder, 'mails/cur/all'), 'latin1')).match(/^MAIL FROM:/gm)?.length ?? 0,
  },
]

export interface OtherProgram {
  name: string
  /** Undefined when it is not installed. */
  fetch: ((orders: FetchOrders, parent: string) => Promise<Fetched>) | undefined
}

/** All that Mailroom is compared with. */
export function otherPrograms(): OtherProgram[] {
  return programs.map((program) => ({
    name: program.name,
    fetch: isInstalled(program.command)
      ? (orders: FetchOrders, parent: string) => fetchWith(program, orders, parent)
      : undefined,
  }))
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined
}

async function fetchWith(program: Program, orders: FetchOrders, parent: string): Promise<Fetched> {
  const folder = await mkdtemp(join(parent, `${program.command}-`))
  const { config, args } = program.set(orders, folder)
  const file = join(folder, 'config')
  await writeFile(join(folder, 'ca.pem'), orders.server.ca)
  await writeFile(file, config, { mode: 0o600 })
  const made = ['mails', 'mails/cur', 'mails/new', 'mails/tmp'].map((name) => join(folder, name))
  for (const name of made) await mkdir(name)
  if (isRoot()) for (const name of [folder, file, ...made]) await chown(name, nobody, nobody)
  const start = performance.now()
  await run(program.command, args(file), folder)
  const seconds = (performance.now() - start) / 1000
  const mails = await program.count(folder)
  await rm(folder, { recursive: true })

  return { seconds, mails }
}

async function run(command: string, args: string[], home: string): Promise<void> {
  const child = spawn(command, args, {
    ...(isRoot() ? { uid: nobody, gid: nobody } : {}),
    env: { ...process.env, HOME: home },
    cwd: home,
    stdio: 'ignore',
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${command} ended with ${code}.`)
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}
