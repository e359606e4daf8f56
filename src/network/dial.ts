import { connect, type Socket } from 'node:net'
import type { NetworkEvidence } from '../failures/failure.ts'
import type { ForwardProxy } from './proxy.ts'
import { ProxyTrouble } from './proxy-trouble.ts'
import { remoteFailure } from './remote-failure.ts'
import { codeOf, settled } from './settled.ts'
import { openTunnel } from './tunnel.ts'
import { within } from './within.ts'

/** What the guard says about a target: where to connect to, and by which way. */
export interface Way {
  /** The checked address; the name only for a proxy that looks names up itself. */
  address: string
  /** Undefined: directly. */
  via?: ForwardProxy | undefined
}

export interface Target extends Way {
  /** The name as the admin entered it. */
  host: string
  port: number
}

interface Limit {
  /** For the whole way, milliseconds. */
  ms: number
  signal?: AbortSignal | undefined
}

/** A connected socket on which nothing was read yet. Throws RemoteFailure, or the reason of the signal. */
export async function openSocket(target: Target, limit: Limit): Promise<Socket> {
  try {
    return await dial(target, limit)
  } catch (error) {
    limit.signal?.throwIfAborted()
    const { host, port } = target
    throw remoteFailure(
      error instanceof ProxyTrouble
        ? error.evidence({ host, port })
        : { kind: 'network', stage: 'tcp', code: codeOf(error), host, port },
    )
  }
}

/** The same for who judges by itself: throws ProxyTrouble, or what Node says. */
export async function dial(
  { address, port, via }: Way & { port: number },
  { ms, signal }: Limit,
): Promise<Socket> {
  signal?.throwIfAborted()
  if (via) return openTunnel(via, { address, port }, { ms, signal })
  const socket = connect({ host: address, port })
  try {
    await within(settled(socket, 'connect'), { ms, signal, late })

    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

const late = () => Object.assign(new Error('No connection in time.'), { code: 'ETIMEDOUT' })

/** Whom a failure on an open connection names. */
export function placeOf({ host, port, via }: Target): Pick<NetworkEvidence, 'host' | 'port' | 'proxy'> {
  return { host, port, ...(via ? { proxy: via.shown } : {}) }
}
