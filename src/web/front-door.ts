import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify'
import type { Admin } from '../admin.ts'
import { showErrors } from './error-page.ts'
import { knownIds } from './known-ids.ts'
import type { Pages } from './pages.ts'
import { requirePermissions } from './permissions.ts'
import { rememberPreferences } from './preferences.ts'
import { recognise } from './reader.ts'
import { sameOrigin } from './same-origin.ts'
import { securityHeaders } from './security-headers.ts'

interface Door {
  publicUrl: string
  /** Asked one after the other; each lets the request through or answers it. */
  guards?: readonly onRequestHookHandler[]
  /** Who is acting, once all guards let the request through. */
  currentAdmin?: (request: FastifyRequest) => Admin | undefined | Promise<Admin | undefined>
}

/** What stands before every page of ours, in this order. */
export async function frontDoor(
  scope: FastifyInstance,
  pages: Pages,
  { publicUrl, guards = [], currentAdmin = () => undefined }: Door,
): Promise<void> {
  scope.addHook('onRequest', securityHeaders(publicUrl, { ownsTheHost: false }))
  if (!scope.hasReplyDecorator('setCookie')) await scope.register(cookie)
  // Forms only: no other content type is read here.
  scope.removeAllContentTypeParsers()
  await scope.register(formbody, { bodyLimit: 64 * 1024 })
  scope.addHook('onRequest', sameOrigin(publicUrl))
  for (const guard of guards) scope.addHook('onRequest', guard)
  scope.addHook('onRequest', async (request) => {
    recognise(request, await currentAdmin(request))
  })
  scope.addHook('onRequest', rememberPreferences(publicUrl.startsWith('https:')))
  requirePermissions(scope)
  scope.addHook('preHandler', knownIds)
  showErrors(scope, pages)
}
