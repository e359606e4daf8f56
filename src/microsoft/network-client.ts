import { Agent, fetch } from 'undici'
import type { ForwardProxy } from '../network/proxy.ts'
import { trust } from '../network/tls.ts'
import { createTunnelAgent } from '../network/tunnel-agent.ts'

/** Sign-in and key answers are a few kilobytes; anything far larger is not one. */
const largestAnswerBytes = 256 * 1024

export interface Answer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  text: string
}

interface Sent {
  headers?: Record<string, string>
  body?: string
}

interface Options {
  /** PEM bundle of further certificate authorities. */
  ca?: string | undefined
  timeoutMs: number
  /** It is given the name: the operator chose both, so there is nothing to check. */
  via?: ForwardProxy | undefined
}

export type NetworkClient = ReturnType<typeof createNetworkClient>

/** An answer that was refused for its form. `code` goes into the evidence. */
class UnusableAnswer extends Error {
  readonly code = 'TOO_LARGE'
}

/**
 * HTTPS to the sign-in host. It exists because MSAL's own client waits without limit and drops the cause of a failure;
 * errors of this one still carry it in their `cause` chain.
 */
export function createNetworkClient({ ca, timeoutMs, via }: Options) {
  const agent = via
    ? createTunnelAgent({ via, ca, timeoutMs })
    : new Agent({ connect: { timeout: timeoutMs, ...trust(ca) } })

  async function send(method: 'GET' | 'POST', url: string, { headers, body }: Sent = {}): Promise<Answer> {
    const response = await fetch(url, {
      method,
      headers: headers ?? {},
      body: body ?? null,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      dispatcher: agent,
    })

    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: await readLimited(response.body),
    }
  }

  return { send, close: () => agent.close() }
}

/** Counts after decompression, so that a small answer cannot unfold into a huge one. */
async function readLimited(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.byteLength
    if (size > largestAnswerBytes) throw new UnusableAnswer(`more than ${largestAnswerBytes} bytes`)
    chunks.push(chunk)
  }

  return Buffer.concat(chunks).toString('utf8')
}
