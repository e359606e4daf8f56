import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type PostgresServer, startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A socket that answers with the URL of this run's PostgreSQL server, or with a line starting with "Error". */
    postgresDoor: string
  }
}

/** One PostgreSQL server for the whole run, started when the first test asks for it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-test-'))
  const path = join(folder, 'door')
  let postgres: Promise<PostgresServer> | undefined
  const door = createServer((socket) => {
    postgres ??= startPostgres()
    postgres.then(
      ({ url }) => socket.end(url),
      (error: unknown) => socket.end(`Error: ${String(error)}`),
    )
  })
  await new Promise<void>((listening) => {
    door.listen(path, listening)
  })
  project.provide('postgresDoor', path)

  return async () => {
    door.close()
    await (await postgres?.catch(() => undefined))?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
