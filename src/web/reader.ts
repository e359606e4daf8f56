import type { FastifyRequest } from 'fastify'
import type { Admin } from '../admin.ts'
import { NotAllowed } from '../errors.ts'
import { type Locale, locales } from '../language/text.ts'
import { webTexts } from './texts.ts'

export type Theme = 'light' | 'dark'

/** Who reads the answer, and how: the acting admin, the language, the clock on their wall. */
export interface Reader {
  admin: Admin | undefined
  locale: Locale
  timeZone: string
  theme: Theme | undefined
}

const readers = new WeakMap<FastifyRequest, Reader>()

/** Remembers who is acting for the rest of the request. */
export function recognise(request: FastifyRequest, admin: Admin | undefined): Reader {
  const reader: Reader = {
    admin,
    locale: chooseLocale(request, admin),
    timeZone: knownZone(admin?.timeZone) ?? 'Europe/Berlin',
    theme: themeOf(request),
  }
  readers.set(request, reader)

  return reader
}

export function readerOf(request: FastifyRequest): Reader {
  return readers.get(request) ?? recognise(request, undefined)
}

/** The acting admin. Throws NotAllowed where nobody is signed in. */
export function adminOf(request: FastifyRequest): Admin {
  const { admin } = readerOf(request)
  if (!admin) throw new NotAllowed(webTexts.signInFirst, { title: webTexts.sessionEnded })

  return admin
}

/** A host may have any text there; Intl throws at those it does not know. */
function knownZone(zone: string | undefined): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone && zone
  } catch {
    return undefined
  }
}

/** Cookie (a choice made here), then the admin's profile, then the browser's wish, then German. */
function chooseLocale(request: FastifyRequest, admin: Admin | undefined): Locale {
  return asLocale(request.cookies?.['lang']) ?? admin?.locale ?? wishedLocale(request) ?? 'de'
}

export function asLocale(value: unknown): Locale | undefined {
  return locales.find((locale) => locale === value)
}

export function asTheme(value: unknown): Theme | undefined {
  return value === 'light' || value === 'dark' ? value : undefined
}

/** What Accept-Language asks for, where it is a language we have. */
export function wishedLocale(request: FastifyRequest): Locale | undefined {
  // A weight of 0 means "not this one" (RFC 9110, 12.4.2).
  const all = (request.headers['accept-language'] ?? '').split(',').map(toWish)
  const wishes = all.filter(({ weight }) => weight > 0)
  wishes.sort((a, b) => b.weight - a.weight)

  return wishes.map((wish) => asLocale(wish.language)).find((locale) => locale !== undefined)
}

function toWish(entry: string): { language: string; weight: number } {
  const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';')
  const q = parameters.map((p) => p.trim()).find((p) => p.startsWith('q='))

  return { language: tag.split('-')[0] ?? '', weight: q ? Number(q.slice(2)) || 0 : 1 }
}

function themeOf(request: FastifyRequest): Theme | undefined {
  return asTheme(request.cookies?.['theme'])
}
