import type { FastifyReply, FastifyRequest } from 'fastify'
import { asLocale, asTheme } from './reader.ts'

const yearInSeconds = 365 * 24 * 60 * 60

/** `?lang=en` and `?theme=dark` are links that work without JavaScript: remember the choice, then the clean address. */
export function rememberPreferences(
  overTls: boolean,
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const cookie = {
    path: '/',
    maxAge: yearInSeconds,
    sameSite: 'lax',
    httpOnly: true,
    secure: overTls,
  } as const

  return async (request, reply) => {
    if (request.method !== 'GET') return
    // `//evil.example` would be read as a host, and `//[` as one that cannot be.
    const url = new URL(`http://here/${request.url.replace(/^[/\\]+/, '')}`)
    const locale = asLocale(url.searchParams.get('lang'))
    const theme = url.searchParams.get('theme')
    if (!locale && theme === null) return

    if (locale) reply.setCookie('lang', locale, cookie)
    if (theme !== null) setTheme(reply, theme, cookie)
    url.searchParams.delete('lang')
    url.searchParams.delete('theme')
    await reply.redirect(ownPath(url), 303)
  }
}

function setTheme(reply: FastifyReply, wish: string, cookie: { path: string; maxAge: number }): void {
  const theme = asTheme(wish)
  if (theme) reply.setCookie('theme', theme, cookie)
  else reply.clearCookie('theme', { path: cookie.path })
}

/** One slash at the start, also after `/./` was resolved: `//evil.example` would be another host. */
function ownPath(url: URL): string {
  return `/${url.pathname.replace(/^[/\\]+/, '')}${url.search}`
}
