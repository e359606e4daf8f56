import type { Evidence } from '../failures/failure.ts'
import { evidenceOfAnswer, evidenceOfSilence } from './identity-evidence.ts'
import type { Answer, NetworkClient } from './network-client.ts'

interface Options {
  headers?: Record<string, string>
  body?: string
}

interface ParsedAnswer<T> {
  status: number
  headers: Record<string, string>
  body: T
}

/**
 * The network module for one operation of MSAL, in the form of its INetworkModule. It remembers what went wrong on the
 * wire: MSAL's errors lose the number, the trace ID, Retry-After and every cause of silence.
 */
export function createWire(http: Pick<NetworkClient, 'send'>) {
  let seen: Evidence | undefined

  async function send<T>(method: 'GET' | 'POST', url: string, options?: Options): Promise<ParsedAnswer<T>> {
    const answer = await ask(method, url, options)
    seen = evidenceOfAnswer(url, answer)
    const body: T = JSON.parse(answer.text)

    return { status: answer.status, headers: answer.headers, body: withoutRefreshIn(body) }
  }

  async function ask(method: 'GET' | 'POST', url: string, options: Options = {}): Promise<Answer> {
    try {
      return await http.send(method, url, options)
    } catch (error) {
      seen = evidenceOfSilence(url, error)
      throw error
    }
  }

  return {
    networkModule: {
      sendGetRequestAsync: <T>(url: string, options?: Options) => send<T>('GET', url, options),
      sendPostRequestAsync: <T>(url: string, options?: Options) => send<T>('POST', url, options),
    },
    /** What the last answer, or its absence, says against us. */
    evidence: () => seen,
  }
}

/** Told `refresh_in`, MSAL would renew behind our back, and the rotated refresh token would never be stored. */
function withoutRefreshIn<T>(body: T): T {
  if (typeof body === 'object' && body !== null) Reflect.deleteProperty(body, 'refresh_in')

  return body
}
