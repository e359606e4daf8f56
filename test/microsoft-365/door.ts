import { createServer, type Server, type Socket } from 'node:net'
import { listen } from './loopback.ts'

/**
 * A TCP port on this machine that can be shut and opened again, as by a firewall's owner. It stands on ::1 as well where
 * that exists, because `localhost` may mean either.
 */
export async function createDoor(wantedPort: number, onConnection: (socket: Socket) => void) {
  const guests = new Set<Socket>()
  const servers = [createServer(welcome), createServer(welcome)] as const
  const port = await listen(servers[0], wantedPort)
  await listen(servers[1], port, '::1').catch(() => undefined)
  for (const server of servers) server.on('error', () => undefined)
  let isOpen = true

  function welcome(socket: Socket): void {
    guests.add(socket)
    socket.on('close', () => guests.delete(socket))
    onConnection(socket)
  }

  function shut(): void {
    isOpen = false
    for (const server of servers) server.close()
    for (const socket of guests) socket.destroy()
  }

  function open(): void {
    isOpen = true
    reopen(servers[0], port, '127.0.0.1')
    reopen(servers[1], port, '::1')
  }

  return {
    port,
    /** What should be; does nothing when it already is. */
    set(shouldBeOpen: boolean): void {
      if (shouldBeOpen === isOpen) return
      if (shouldBeOpen) open()
      else shut()
    },
    shut,
  }
}

function reopen(server: Server, port: number, host: string): void {
  if (!server.listening) server.listen(port, host)
}
