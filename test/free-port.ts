import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  return listenOnce(0)
}

/** This port, or the next one nobody listens on. */
export async function firstFreePort(usual: number, except: readonly number[] = []): Promise<number> {
  for (let port = usual; port < usual + 100; port += 1) {
    if (!except.includes(port) && (await listenOnce(port).catch(() => undefined))) return port
  }
  throw new Error(`No port from ${usual} to ${usual + 99} is free.`)
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port')

  return address.port
}
