import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from './free-port.ts'
import type { Certificate } from './microsoft-365/certificates.ts'
import { mainCf, masterCf } from './postfix/config.ts'

/** Nobody, who gets the mail: Postfix delivers none as root. */
const nobody = 65_534
/** Even when nobody ends it, it ends. */
const longestSeconds = 300
/** Debian's place for it is in the PATH of root only. */
const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin` }
const run = promisify(execFile)

interface Options {
  certificate: Certificate
  /** Where Dovecot answers for SASL on 127.0.0.1. */
  saslPort: number
  /** Lines of main.cf that stand instead of ours. */
  more?: string
}

export interface Postfix {
  host: string
  /** STARTTLS. */
  port: number
  /** The Message-ID of every mail that was delivered, as often as it was. */
  messageIds(): Promise<string[]>
  log(): Promise<string>
  /** Ends it with all its processes, and removes its folder. */
  close(): Promise<void>
}

/** Whether a real Postfix 3 can run here: its master process needs root. */
export function postfixIsAvailable(): boolean {
  if (process.getuid?.() !== 0) return false
  try {
    return /^3\./.test(setting('mail_version'))
  } catch {
    return false
  }
}

/** Starts a real Postfix on a free port, in a folder of its own; the machine's own one is not touched. */
export async function startPostfix({ certificate, saslPort, more = '' }: Options): Promise<Postfix> {
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-postfix-'))
  const port = await freePort()
  const daemons = setting('daemon_directory')
  const place = { folder, daemons, port, saslPort }
  await makeFolders(folder)
  await writeFile(join(folder, 'etc', 'main.cf'), mainCf(place, more))
  await writeFile(join(folder, 'etc', 'master.cf'), masterCf(place))
  await writeFile(join(folder, 'cert.pem'), certificate.cert)
  await writeFile(join(folder, 'key.pem'), certificate.key, { mode: 0o600 })
  const stop = await start(place).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true })
    throw error
  })

  return {
    host: 'localhost',
    port,
    messageIds: () => messageIds(join(folder, 'mail', 'all', 'new')),
    log: () => readFile(join(folder, 'mail.log'), 'utf8'),
    async close() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function setting(name: string): string {
  return execFileSync('postconf', ['-d', '-h', name], { env, encoding: 'utf8' }).trim()
}

/** Its processes run as another user, who has to come through. */
async function makeFolders(folder: string): Promise<void> {
  const owner = Number(execFileSync('id', ['-u', setting('mail_owner')], { encoding: 'utf8' }))
  await chmod(folder, 0o755)
  for (const name of ['etc', 'queue', 'data', 'mail']) await mkdir(join(folder, name))
  await chown(join(folder, 'data'), owner, -1)
  await chown(join(folder, 'mail'), nobody, nobody)
}

/** Resolves, once it listens, to what ends it. */
async function start({ folder, daemons, port }: { folder: string; daemons: string; port: number }) {
  const config = join(folder, 'etc')
  // Makes the folders of the queue.
  await run('postfix', ['-c', config, 'check'], { env })
  // The leader of a group of its own, which it ends with itself.
  const child = spawn(join(daemons, 'master'), ['-d', '-c', config, '-e', String(longestSeconds)], {
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await isReady(child, port)
  const gone = once(child, 'close')

  return async () => {
    child.kill('SIGTERM')
    await gone
  }
}

async function isReady(child: ChildProcess, port: number): Promise<void> {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    said += part
  })
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`Postfix did not start: ${said}`)
    await pause(20)
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' })
  try {
    await once(socket, 'data')

    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function messageIds(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const mails = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))

  return mails.map((mail) => /^message-id:\s*(<[^>\s]+>)/im.exec(mail)?.[1] ?? '')
}
