import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import type { Admin } from '../admin.ts'
import { NotAllowed } from '../errors.ts'
import { adminOf } from './reader.ts'
import { webTexts } from './texts.ts'

/**
 * Who may call a route: anyone, anyone signed in, or administrators, to change something (`change`) or to read what
 * people wrote in received mail (`content`).
 */
export type Permission = 'everyone' | 'look' | 'change' | 'content'

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: Permission
  }
}

export const everyone = { config: { permission: 'everyone' } } as const
export const look = { config: { permission: 'look' } } as const
export const change = { config: { permission: 'change' } } as const
export const content = { config: { permission: 'content' } } as const

/** A route that does not say who may call it stops the start; so does one that changes things for everyone. */
export function requirePermissions(app: FastifyInstance): void {
  app.addHook('onRoute', demandPermission)
  app.addHook('preHandler', checkPermission)
}

function demandPermission(route: RouteOptions): void {
  const permission = route.config?.permission
  if (!permission)
    throw new Error(`${route.method} ${route.url} does not say who may call it (config.permission)`)
}

async function checkPermission(request: FastifyRequest): Promise<void> {
  const permission = request.routeOptions.config.permission
  if (permission === 'everyone' || permission === undefined) return
  const admin = adminOf(request)
  if (permission !== 'look' && !mayChange(admin))
    throw new NotAllowed(permission === 'content' ? webTexts.adminsRead : webTexts.adminsOnly)
}

/** Also for `content`: pages leave out what the admin may not see. */
export function mayChange({ role }: Admin): boolean {
  return role !== 'viewer'
}
