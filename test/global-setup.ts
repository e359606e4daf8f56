import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../src/storage/database.ts'
import { type PostgresServer, startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A socket that answers with the URL of this run's PostgreSQL server, or with a line starting with "Error". */
    postgresDoor: string
    /** A socket that answers with the path of a data folder to be copied, or with a line starting with "Error". */
    dataFolderDoor: string
    /** A socket that answers with the folder all is built in, or with a line starting with "Error". */
    buildDoor: string
  }
}

const root = join(import.meta.dirname, '..')

/** What many tests need is made once for the whole run, when the first test asks for it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-test-'))
  let postgres: Promise<PostgresServer> | undefined
  let dataFolder: Promise<string> | undefined
  let built: Promise<string> | undefined
  const postgresDoor = await openDoor(join(folder, 'postgres'), async () => {
    postgres ??= startPostgres()

    return (await postgres).url
  })
  const dataFolderDoor = await openDoor(join(folder, 'data-folder'), () => {
    dataFolder ??= makeDataFolder(join(folder, 'data'))

    return dataFolder
  })
  const buildDoor = await openDoor(join(folder, 'build'), () => {
    built ??= build(join(folder, 'built'))

    return built
  })
  project.provide('postgresDoor', join(folder, 'postgres'))
  project.provide('dataFolderDoor', join(folder, 'data-folder'))
  project.provide('buildDoor', join(folder, 'build'))

  return async () => {
    postgresDoor.close()
    dataFolderDoor.close()
    buildDoor.close()
    await (await postgres?.catch(() => undefined))?.stop()
    await dataFolder?.catch(() => {})
    await built?.catch(() => {})
    await rm(folder, { recursive: true, force: true })
  }
}

async function openDoor(path: string, answer: () => Promise<string>): Promise<Server> {
  const door = createServer((socket) => {
    answer().then(
      (told) => socket.end(told),
      (error: unknown) => socket.end(`Error: ${String(error)}`),
    )
  })
  await new Promise<void>((listening) => {
    door.listen(path, listening)
  })

  return door
}

async function makeDataFolder(path: string): Promise<string> {
  const { close } = await openDatabase({ dataDir: path })
  await close()

  return path
}

/** All of src and test as JavaScript, beside the files they read. */
async function build(folder: string): Promise<string> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const options = ['--noEmit', 'false', '--noCheck', '--declaration', 'false', '--rootDir', root]
  await promisify(execFile)(process.execPath, [tsc, '-p', root, ...options, '--outDir', folder])
  for (const name of ['node_modules', 'package.json', 'prisma', 'views']) {
    await symlink(join(root, name), join(folder, name))
  }

  return folder
}
