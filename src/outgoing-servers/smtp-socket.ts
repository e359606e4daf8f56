import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { remoteFailure } from '../network/remote-failure.ts'
import { within } from '../network/within.ts'
import { wordOf } from './smtp-evidence.ts'

export const connectMs = 20_000

/** Throws RemoteFailure. */
export async function openSocket({ address, host, port }: Target): Promise<Socket> {
  const socket = connect({ host: address, port })
  const late = () => Object.assign(new Error('No connection in time.'), { code: 'ETIMEDOUT' })
  // Without a listener a late error would end the process.
  socket.on('error', () => {})
  try {
    await within(once(socket, 'connect'), { ms: connectMs, late })

    return socket
  } catch (error) {
    socket.destroy()
    const code = wordOf(error, 'code') ?? 'ESOCKET'
    throw remoteFailure({ kind: 'network', stage: 'tcp', code, host, port })
  }
}

interface Target {
  /** The checked address that is connected to. */
  address: string
  host: string
  port: number
}
