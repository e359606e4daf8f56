import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join, relative, resolve } from 'node:path'
import { StartProblem } from './start-problem.ts'

/** `sun_path` of unix(7) holds 108 bytes on Linux and 104 on macOS and the BSDs, with the closing zero. */
const longestSocketPath = 103

/** Another process has the embedded database of this folder open. */
export class FolderInUse extends StartProblem {}

export interface FolderLock {
  release(): Promise<void>
}

/**
 * One process per folder, also when it was killed, and also from another container that shares the folder.
 *
 * A listening socket in the folder is the sign: the kernel stops answering on it the moment its process is gone,
 * whatever killed it. Process ids mean nothing to another container, and an abstract socket is not seen there.
 * Each process has a socket of its own name, shows it and then looks for others, so of two that start together at
 * least one sees the other, and a dead one can be removed without removing a newcomer's.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const place = join(folder, 'open')
  await mkdir(place, { recursive: true, mode: 0o700 })
  const name = randomBytes(6).toString('hex')
  const server = await listen(place, name)
  const others = (await readdir(place)).filter((entry) => entry.endsWith('.sock') && entry !== `${name}.sock`)
  const release = async () => {
    await rm(join(place, `${name}.sock`), { force: true })
    await new Promise((done) => server.close(done))
  }
  for (const other of others) {
    if (await isAlive(join(place, other))) {
      await release()
      throw new FolderInUse(
        `Another process has the database in ${resolve(folder)} open. Stop it first, or give this one a DATA_DIR of its own.`,
      )
    }
    await rm(join(place, other), { force: true })
  }

  return { release }
}

/** Takes the name only once it listens: a socket that is bound and not yet listening looks like a dead one. */
async function listen(place: string, name: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((done, fail) => {
    server.once('error', fail).listen(socketPath(join(place, name)), done)
  })
  server.unref()
  await rename(join(place, name), join(place, `${name}.sock`))

  return server
}

/** Only "nobody listens" proves a process dead; when in doubt it lives. */
async function isAlive(path: string): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(socketPath(path))
    socket.once('connect', () => answer(true))
    socket.once('error', (error: NodeJS.ErrnoException) => {
      answer(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT')
    })
    socket.once('close', () => socket.destroy())
  })
}

function socketPath(path: string): string {
  const [shortest = path] = [resolve(path), relative(process.cwd(), path)].sort((a, b) => a.length - b.length)
  if (Buffer.byteLength(shortest) > longestSocketPath) {
    throw new StartProblem(
      `The path of the data folder is too long for a socket in it. Shorten DATA_DIR: ${path}`,
    )
  }

  return shortest
}
