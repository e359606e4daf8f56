import { z } from 'zod'
import type { Spoken } from '../language/text.ts'
import { parseAddress, parseDomain, parsePastedDomain } from '../mail-address.ts'
import { parseDay } from '../web/days.ts'
import type { generalSettingsTexts } from './texts.ts'

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const visibleAscii = /^[\x21-\x7e]{8,256}$/
// Control, separator and text-direction characters have no place in a header.
const headerUnsafe = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
const twoYearsMs = 2 * 366 * 24 * 60 * 60 * 1000

type Texts = Spoken<typeof generalSettingsTexts>

/**
 * The form of General settings, with its sentences in the reader's language. Empty inputs become null. The date that is
 * stored may stay when it has passed: whoever changes something else need not touch it.
 */
export function settingsForm(t: Texts, now: Date, storedUntil: Date | null = null) {
  return z.object({
    customEmailServers: z
      .literal('on')
      .optional()
      .transform((value) => value === 'on'),
    aliasDomain: optional(parsePastedDomain, t.aliasDomainWrong),
    catchAllDomain: optional(parsePastedDomain, t.catchAllDomainWrong),
    defaultFromName: optional(parseSenderName, t.defaultFromNameWrong),
    defaultFromAddress: optional(parseAddress, t.defaultFromAddressWrong),
    clientId: optional(parseGuid, t.clientIdWrong),
    confirmClientId: z
      .literal('on')
      .optional()
      .transform((value) => value === 'on'),
    clientSecret: clientSecret(t),
    clientSecretValidUntil: validUntil(t, now, storedUntil),
    tenant: optional(parseTenant, t.tenantWrong),
    version: z.coerce.number().int().min(0),
  })
}

export type SettingsInput = z.output<ReturnType<typeof settingsForm>>

/** An input that may stay empty, and otherwise must be what `parse` understands. */
function optional(parse: (value: string) => string | undefined, sentence: string) {
  return z
    .string()
    .max(1000, sentence)
    .default('')
    .transform((value, context) => {
      if (value.trim() === '') return null
      const parsed = parse(value)
      if (parsed === undefined) context.addIssue({ code: 'custom', message: sentence })

      return parsed ?? null
    })
}

/** Never kept as typed: empty means "keep the one stored". The column beside it at Microsoft holds GUIDs. */
function clientSecret(t: Texts) {
  return z
    .string()
    .max(1000, t.clientSecretWrong)
    .default('')
    .transform((value) => value.trim())
    .refine((value) => parseGuid(value) === undefined, t.clientSecretIsId)
    .refine((value) => value === '' || visibleAscii.test(value), t.clientSecretWrong)
    .transform((value) => value || null)
}

function validUntil(t: Texts, now: Date, stored: Date | null) {
  return z
    .string()
    .max(40, t.validUntilWrong)
    .default('')
    .transform((value, context) => {
      if (value.trim() === '') return null
      const day = parseDay(value)
      if (!day) context.addIssue({ code: 'custom', message: t.validUntilWrong })
      else if (day.getTime() !== stored?.getTime() && !isAhead(day, now))
        context.addIssue({ code: 'custom', message: t.validUntilPast })

      return day ?? null
    })
}

function isAhead(day: Date, now: Date): boolean {
  return day > now && day.getTime() <= now.getTime() + twoYearsMs
}

/** As the form shows a day, in either language: what it shows it can read. */
export function dayInForm(day: Date): string {
  const [year, month, dayOfMonth] = day.toISOString().slice(0, 10).split('-')

  return `${dayOfMonth}.${month}.${year}`
}

/** Braces and blanks come along when the ID is copied from a script or a table. */
function parseGuid(value: string): string | undefined {
  const bare = value
    .trim()
    .replace(/^\{|\}$/g, '')
    .toLowerCase()

  return guid.test(bare) ? bare : undefined
}

function parseTenant(value: string): string | undefined {
  return parseGuid(value) ?? parseDomain(value)
}

function parseSenderName(value: string): string | undefined {
  const name = value.trim()

  return name.length <= 64 && !headerUnsafe.test(name) ? name : undefined
}
