import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'

/** Listens on this machine only; 0 takes a free port. Resolves to the port. */
export async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')

  return portOf(server)
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port')

  return address.port
}
