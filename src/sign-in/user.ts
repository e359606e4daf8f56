import { z } from 'zod'
import type { Admin } from '../admin.ts'
import { type Locale, locales, type Spoken } from '../language/text.ts'
import { longestAddress, parseAddress } from '../mail-address.ts'
import type { User } from '../storage/generated/client.ts'
import { type Weakness, weaknessOf } from './common-passwords.ts'
import type { signInTexts } from './texts.ts'

type Texts = Spoken<typeof signInTexts>

const shortestPassword = 15
const longestPassword = 256
const longestName = 80
// Control, separator and text-direction characters would change how the name reads in the activity log.
const unreadable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u

/** IANA names this Node knows. */
export const timeZones: readonly string[] = [...Intl.supportedValuesOf('timeZone'), 'UTC']

/** The columns pages need; the password's hash stays in the database. */
export const shownColumns = {
  id: true,
  name: true,
  email: true,
  role: true,
  locale: true,
  timeZone: true,
} as const

export function adminFrom(user: Pick<User, keyof typeof shownColumns>): Admin {
  const { id, name, email, role, timeZone } = user

  return { id, name, email, role, timeZone, locale: localeOf(user.locale) }
}

function localeOf(value: string): Locale {
  return locales.find((locale) => locale === value) ?? 'de'
}

/** What one signs in with is the same in any case. */
export function sameAddress(email: string): string {
  return email.trim().toLowerCase().slice(0, longestAddress)
}

export function setUpForm(t: Texts) {
  return (
    z
      .object({
        code: z.string().trim().min(1, t.codeWrong).max(100, t.codeWrong),
        name: z
          .string()
          .trim()
          .min(1, t.nameWrong)
          .max(longestName, t.nameWrong)
          .refine((name) => !unreadable.test(name), t.nameWrong),
        email: z.string().transform((value, context) => {
          const address = parseAddress(value)
          if (address === undefined) context.addIssue({ code: 'custom', message: t.emailWrong })

          return sameAddress(address ?? '')
        }),
        password: z.string().superRefine((password, context) => {
          const message = passwordMistake(password, [], t)
          if (message) context.addIssue({ code: 'custom', message })
        }),
        timeZone: z.string().refine((zone) => timeZones.includes(zone), t.timeZoneWrong),
        locale: z.enum(locales, t.localeWrong),
      })
      // Asked only once every field is right by itself.
      .superRefine(({ password, name, email }, context) => {
        const message = passwordMistake(password, [name, email], t)
        if (message) context.addIssue({ code: 'custom', path: ['password'], message })
      })
  )
}

export type SetUpInput = z.output<ReturnType<typeof setUpForm>>

function passwordMistake(password: string, own: string[], t: Texts): string | undefined {
  const length = [...password].length
  if (length < shortestPassword) return t.passwordShort
  if (length > longestPassword) return t.passwordLong
  const weakness: Weakness | undefined = weaknessOf(password, own)

  return weakness && { leaked: t.passwordLeaked, guessable: t.passwordGuessable }[weakness]
}

/** Longer ones cannot be anyone's; every other mistake is told only by the answer to both together. */
export function signInForm(t: Texts) {
  return z.object({
    email: z.string().max(1000, t.wrong),
    password: z.string().max(1000, t.wrong),
    returnTo: z.string().optional(),
  })
}
