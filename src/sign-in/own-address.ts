import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Pages } from '../web/pages.ts'
import { signInTexts } from './texts.ts'

const forPrograms = new Set(['/healthz', '/readyz', '/metrics'])

/**
 * Refuses requests for another host than the public URL's with 421 and a link to the right one: cookies, forms and the
 * way back from Microsoft work only there.
 */
export function onlyAt(publicUrl: string, pages: Pages) {
  const { host, protocol } = new URL(publicUrl)
  const scheme = protocol.slice(0, -1)
  const page = pages.page<{ address: string }, typeof signInTexts>('sign-in/other-host', signInTexts)

  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { url = '' } = request.routeOptions
    // Programs come by whatever name they reach us; they bring no cookie.
    if (forPrograms.has(url) || url.includes('/static/') || request.url.startsWith('/api/')) return
    if (!isSameHost(request.host, scheme, host)) {
      page(request, reply, { address: `${publicUrl}/` }, 421)
      await reply

      return
    }
    // Browsers come through the public URL, so its scheme is theirs, whatever stands between them and us: without this a
    // proxy that is not named in TRUST_PROXY would keep the session from setting its Secure cookie.
    Object.defineProperty(request, 'protocol', { value: scheme })
  }
}

/** A port that is the scheme's own may be named or not. */
function isSameHost(given: string, scheme: string, host: string): boolean {
  const url = `${scheme}://${given}`

  return URL.canParse(url) && new URL(url).host === host
}
