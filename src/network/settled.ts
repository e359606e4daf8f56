import { once } from 'node:events'
import type { Socket } from 'node:net'

/** Waits for the event; an error, or the end of the connection, is thrown. The socket is left as it is. */
export async function settled(socket: Socket, event: string): Promise<void> {
  // Without a listener a late error, of a socket nobody waits for any more, would end the process.
  if (!socket.listeners('error').includes(ignore)) socket.on('error', ignore)
  const gone = new AbortController()
  const ended = once(socket, 'close', { signal: gone.signal }).then(() => {
    throw Object.assign(new Error('The connection was closed.'), { code: 'ECONNRESET' })
  })
  try {
    await Promise.race([once(socket, event, { signal: gone.signal }), ended])
  } finally {
    ended.catch(ignore)
    gone.abort()
  }
}

const ignore = () => {}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'ESOCKET'
}
