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

export type PostResult =
  | { status: number; retryAfter: string | undefined }
  /** Nothing was answered. */
  | { failure: Failure }

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
      return { failure: failureOf(error, url) }
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

function failureOf(error: unknown, url: URL): Failure {
  const place = { host: hostOf(url), port: portOf(url) }
  const trouble = proxyTroubleIn(error)
  if (trouble) return diagnose(trouble.evidence(place))

  return diagnose({ kind: 'network', stage: 'webhook', code: wordOf(error), ...place })
}

/** What it is called where it happened. */
function wordOf(error: unknown): string {
  if (error instanceof RemoteFailure) return refusalOf(error.failure)
  if (error instanceof Error && error.name === 'TimeoutError') return 'ETIMEDOUT'

  return codeOf(error) ?? ''
}

/** What the guard found; a name that was looked up for too long was not found either. */
function refusalOf({ cause, code }: Failure): string {
  if (cause === 'address-not-allowed' || cause === 'port-not-allowed') return cause

  return code === undefined || code === 'ETIMEDOUT' ? 'EDNS' : code
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined

  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause)
}
