import type { FastifyInstance } from 'fastify'
import { ada } from '../host.ts'

/** Ada at a browser that keeps its cookies, as a trip to Microsoft needs. */
export function createVisitor(app: FastifyInstance) {
  const cookies: Record<string, string> = {}

  async function ask(url: string, form?: Record<string, string>) {
    const headers = { host: 'localhost:3000', 'x-admin': ada.id }
    const answer = await app.inject(
      form
        ? {
            method: 'POST',
            url,
            cookies,
            headers: {
              ...headers,
              'sec-fetch-site': 'same-origin',
              'content-type': 'application/x-www-form-urlencoded',
            },
            payload: new URLSearchParams(form).toString(),
          }
        : { method: 'GET', url, cookies, headers },
    )
    for (const { name, value } of answer.cookies) cookies[name] = value

    return answer
  }

  return {
    /** The page at this address. */
    async get(url: string): Promise<string> {
      const { body, statusCode } = await ask(url)
      if (statusCode >= 400) throw new Error(`${url} answers ${statusCode}: ${errorsOf(body)}`)

      return body
    },
    /** Where a form that is accepted leads to. */
    async post(url: string, form: Record<string, string>): Promise<string> {
      const { body, headers, statusCode } = await ask(url, form)
      if (statusCode !== 303) throw new Error(`${url} answers ${statusCode}: ${errorsOf(body)}`)

      return String(headers.location)
    },
  }
}

function errorsOf(page: string): string {
  return [...page.matchAll(/class="error"[^>]*>(.*?)<\/p>/g)].map(([, text]) => text).join(' ')
}
