import type { FastifyReply, FastifyRequest } from 'fastify'
import { NotAllowed } from '../errors.ts'
import { webTexts } from '../web/texts.ts'
import { toSignIn } from './routes.ts'

/** Sends strangers who look at a page to the sign-in, and refuses everything else they do. */
export function demandSignIn(cookieName: string, microsoftReturnsTo: string) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (request.session.admin) return
    if (!isNavigation(request)) throw new NotAllowed(webTexts.signInFirst, { title: webTexts.sessionEnded })
    const [path = ''] = request.url.split('?')
    const hadSession = request.cookies[cookieName] !== undefined
    // The code Microsoft sent along is worth nothing to another session, and stays out of the address.
    const address =
      path === microsoftReturnsTo ? toSignIn('microsoft') : toSignIn(hadSession ? 'ended' : undefined, path)
    await reply.redirect(address, 303)
  }
}

/** Not a script's own request, which would take the sign-in page for its answer. */
function isNavigation({ method, headers }: FastifyRequest): boolean {
  const mode = headers['sec-fetch-mode']

  return (method === 'GET' || method === 'HEAD') && (mode === undefined || mode === 'navigate')
}
