import type { FastifyRequest } from 'fastify'
import { NotAllowed } from '../errors.ts'
import { webTexts } from './texts.ts'

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses forms posted from other sites, so that pages need no token. Browsers send Sec-Fetch-Site over HTTPS and
 * to localhost; where it is missing, Origin must be ours. `Origin: null` is never ours.
 */
export function sameOrigin(publicUrl: string): (request: FastifyRequest) => Promise<void> {
  const { origin } = new URL(publicUrl)

  return async (request) => {
    if (readingMethods.has(request.method)) return
    const site = request.headers['sec-fetch-site']
    const ours = site === undefined ? request.headers.origin === origin : site === 'same-origin'
    if (!ours) throw new NotAllowed(webTexts.otherSite, { title: webTexts.otherSiteTitle })
  }
}
