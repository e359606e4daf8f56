import { fileURLToPath } from 'node:url'
import { Eta } from 'eta'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Dictionary, type Locale, speak, type Text } from '../language/text.ts'
import type { Assets } from './assets.ts'
import { type Reader, readerOf } from './reader.ts'
import { nextSteps, notices, webTexts } from './texts.ts'
import { zoneName } from './times.ts'

/** The frame around every page of one mount point. */
export interface Shell {
  /** Where the pages are mounted, without a slash at the end: `/mail`. */
  path: string
  version: string
  assets: Assets
  navigation: readonly { href: string; label: Text }[]
  /** Where the sign-out form posts to; absent where the host takes care of it. */
  signOut?: string
}

/** Shows one view: the request tells for whom, the data must be what the view declares. */
export type Page<Data> = (
  request: FastifyRequest,
  reply: FastifyReply,
  data: Data,
  status?: number,
) => FastifyReply

export interface Pages {
  page<Data extends object, D extends Dictionary>(view: string, texts: D): Page<Data>
  /** An address below the mount point. */
  link(path: string): string
}

const eta = new Eta({
  views: fileURLToPath(new URL('../../views', import.meta.url)),
  cache: true,
  autoTrim: false,
})

export function createPages(shell: Shell): Pages {
  const link = (path: string): string => shell.path + path

  return {
    link,
    page:
      (view, texts) =>
      (request, reply, data, status = 200) => {
        const reader = readerOf(request)
        const html = eta.render(`/${view}`, {
          ...data,
          t: speak(texts, reader.locale),
          c: speak(webTexts, reader.locale),
          link,
          asset: shell.assets.url,
          locale: reader.locale,
          admin: reader.admin,
          mayChange: reader.admin !== undefined && reader.admin.role !== 'viewer',
          frame: frame(shell, reader, request),
        })

        return reply.code(status).type('text/html; charset=utf-8').send(html)
      },
  }
}

/** What the layout needs and no handler should have to think of. */
function frame(shell: Shell, reader: Reader, request: FastifyRequest) {
  const here = request.url.split('?')[0] ?? ''

  return {
    home: `${shell.path}/`,
    theme: reader.theme,
    version: shell.version,
    zone: reader.timeZone,
    zoneName: zoneName(reader, new Date()),
    signOut: shell.signOut,
    notice: noticeIn(request, reader.locale, shell.path),
    otherLocale: reader.locale === 'de' ? 'en' : 'de',
    here,
    query: here.startsWith(`${shell.path}/`) ? queryToExtend(request) : '?',
    navigation: reader.admin
      ? shell.navigation.map(({ href, label }) => ({
          href: shell.path + href,
          label: label[reader.locale],
          current: isWithin(here, shell.path + href, shell.path),
        }))
      : [],
  }
}

/**
 * The address's own query, for links that add a choice to it; a notice is not shown twice. Outside the mount point
 * stands only the way back from Microsoft, and nothing of its query is ours to repeat.
 */
function queryToExtend(request: FastifyRequest): string {
  const query = new URLSearchParams(request.url.split('?')[1] ?? '')
  // An answer of Microsoft's: no page may repeat the code in it.
  if (query.has('state')) return '?'
  for (const name of ['lang', 'theme', 'done']) query.delete(name)

  return query.size > 0 ? `?${query}&` : '?'
}

function isWithin(here: string, href: string, home: string): boolean {
  return href === `${home}/` ? here === href || here === home : here === href || here.startsWith(`${href}/`)
}

/** `?done=…` names one of the fixed sentences; anything else says nothing. */
function noticeIn(request: FastifyRequest, locale: Locale, path: string): Notice | undefined {
  const { done } = request.query as Record<string, unknown>
  const known = Object.entries(notices).find(([name]) => name === done)
  if (!known) return undefined
  const next = nextSteps[known[0]]

  return {
    words: known[1][locale],
    ...(next ? { next: { href: path + next.path, label: next.label[locale] } } : {}),
  }
}

interface Notice {
  words: string
  next?: { href: string; label: string }
}
