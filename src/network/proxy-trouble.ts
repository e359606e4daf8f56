import type { NetworkEvidence } from '../failures/failure.ts'
import type { ForwardProxy } from './proxy.ts'

/**
 * The way ends at the proxy. `code` is `HTTP_403`, `SOCKS_2` or `SOCKS_SIGN_IN` for what it answered, `PROXY_SILENT` when it
 * did not, and Node's own when it could not be reached.
 */
export class ProxyTrouble extends Error {
  readonly code: string
  /** `proxy.example:3128` */
  readonly proxy: string

  constructor({ shown }: ForwardProxy, code: string) {
    super(`The proxy ${shown} did not help: ${code}`)
    this.name = new.target.name
    this.code = code
    this.proxy = shown
  }

  evidence(target: { host: string; port: number }): NetworkEvidence {
    return { kind: 'network', stage: 'proxy', code: this.code, proxy: this.proxy, ...target }
  }
}

const deepestCause = 6

/** undici hands on what a connection failed by as the cause of its own error. */
export function proxyTroubleIn(error: unknown, depth = 0): ProxyTrouble | undefined {
  if (error instanceof ProxyTrouble) return error
  if (!(error instanceof Error) || depth === deepestCause) return undefined

  return proxyTroubleIn(error.cause, depth + 1)
}
