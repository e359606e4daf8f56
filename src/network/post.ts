import type { LookupFunction } from 'node:net'
import { Agent, request } from 'undici'
import { RemoteFailure } from '../errors.ts'
import { diagnose } from '../failures/diagnose.ts'
import type { Failure } from '../failures/failure.ts'
import type { CheckedAddress, Guard } from './guard.ts'
import { proxyTroubleIn } from './proxy-trouble.ts'
import { trust } from './tls.ts'
import { createTunnelAgent } from './tunnel-agent.ts'

const answerWithinMs = 7000
/** Of the answer's body, which nobody looks at. */
const mostRead = 100 * 1024

/** Why nothing was answered. */
export type PostFailure = 'address' | 'port' | 'dns' | 'unreachable' | 'time' | 'tls' | 'broken'

export type PostResult =
  | { status: number; retryAfter: string | undefined }
  | {
      failed: PostFailure
      /** What it was called where it happened; for the log. */
      code: string | undefined
      /** Judged already: the way ended at the proxy, and the catalogue knows why. */
      failure?: Failure
    }

interface Needs {
  guard: Guard
  /** PEM bundle of further certificate authorities. */
  ca: string | undefined
  timeoutMs?: number
}

export type Poster = ReturnType<typeof createPoster>

/**
 * Posts to addresses that admins enter. Each time the name is resolved and checked, and the checked address is used; no
 * redirect is followed, and of the answer only the status counts.
 */
export function createPoster({ guard, ca, timeoutMs = answerWithinMs }: Needs) {
  return async function post(
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: string,
  ): Promise<PostResult> {
    const signal = AbortSignal.timeout(timeoutMs)
    let agent: Agent | undefined
    try {
      agent = agentFor(await guard.check(hostOf(url), portOf(url), 'webhook', signal))
      const answer = await request(url, { method: 'POST', headers, body, signal, dispatcher: agent })
      await drop(answer.body)

      return { status: answer.statusCode, retryAfter: firstOf(answer.headers['retry-after']) }
    } catch (error) {
      return failureOf(error, url)
    } finally {
      await agent?.destroy()
    }
  }

  function agentFor({ address, family, via }: CheckedAddress): Agent {
    if (via) return createTunnelAgent({ via, address, ca, timeoutMs })

    return new Agent({ connect: { ...trust(ca), lookup: always(address, family) } })
  }
}

/** Of `[::1]` without the brackets. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}

export function portOf({ port, protocol }: URL): number {
  return Number(port || (protocol === 'https:' ? 443 : 80))
}

/** Node asks for one address, or for all of them. */
function always(address: string, family: 4 | 6): LookupFunction {
  return (_host, { all }, answer) => {
    if (all) answer(null, [{ address, family }])
    else answer(null, address, family)
  }
}

/** The status stands already: whatever happens to the rest changes nothing. */
async function drop(body: AsyncIterable<Uint8Array>): Promise<void> {
  let read = 0
  try {
    for await (const chunk of body) {
      read += chunk.length
      if (read > mostRead) return
    }
  } catch {}
}

function firstOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

const tlsCodes = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/
const unreachable = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EACCES']
const late = ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT']

function failureOf(error: unknown, url: URL): PostResult {
  if (error instanceof RemoteFailure) return { failed: refusalOf(error), code: error.failure.code }
  if (error instanceof Error && error.name === 'TimeoutError') return { failed: 'time', code: undefined }
  const trouble = proxyTroubleIn(error)
  if (trouble) {
    const failure = diagnose(trouble.evidence({ host: hostOf(url), port: portOf(url) }))

    return { failed: 'unreachable', code: trouble.code, failure }
  }
  const code = codeOf(error)

  return { failed: code === undefined ? 'broken' : byCode(code), code }
}

/** What the guard found. */
function refusalOf({ failure: { cause } }: RemoteFailure): PostFailure {
  if (cause === 'address-not-allowed') return 'address'

  return cause === 'port-not-allowed' ? 'port' : 'dns'
}

function byCode(code: string): PostFailure {
  if (tlsCodes.test(code)) return 'tls'
  if (unreachable.includes(code)) return 'unreachable'

  return late.includes(code) ? 'time' : 'broken'
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined

  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause)
}
