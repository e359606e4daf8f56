import { once } from 'node:events'
import type { Server } from 'node:net'

/** Listens on this machine only; 0 takes a free port. Resolves to the port. */
export async function listen(server: Server, port: number, host = '127.0.0.1'): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port')

  return address.port
}
