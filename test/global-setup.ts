import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../src/storage/database.ts'
import { type PostgresServer, startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A socket that answers with the URL of this run's PostgreSQL server, or with a line starting with "Error". */
    postgresDoor: string
    /** A socket that answers with the path of a data folder to be copied, or with a line starting with "Error". */
    dataFolderDoor: string
  }
}

/** What many tests need is made once for the whole run, when the first test asks for it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-test-'))
  let postgres: Promise<PostgresServer> | undefined
  let dataFolder: Promise<string> | undefined
  const postgresDoor = await openDoor(join(folder, 'postgres'), async () => {
    postgres ??= startPostgres()

    return (await postgres).url
  })
  const dataFolderDoor = await openDoor(join(folder, 'data-folder'), () => {
    dataFolder ??= makeDataFolder(join(folder, 'data'))

    return dataFolder
  })
  project.provide('postgresDoor', join(folder, 'postgres'))
  project.provide('dataFolderDoor', join(folder, 'data-folder'))

  return async () => {
    postgresDoor.close()
    dataFolderDoor.close()
    await (await postgres?.catch(() => undefined))?.stop()
    await dataFolder?.catch(() => {})
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
