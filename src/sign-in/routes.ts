import type { FastifyInstance, FastifyRequest } from 'fastify'
import { NotFound } from '../errors.ts'
import { type Locale, speak } from '../language/text.ts'
import { emptyForm, type Form, submit } from '../web/form.ts'
import type { Pages } from '../web/pages.ts'
import { everyone } from '../web/permissions.ts'
import { readerOf } from '../web/reader.ts'
import { webTexts } from '../web/texts.ts'
import { beginSession, sessionCookie } from './sessions.ts'
import { signInTexts } from './texts.ts'
import { setUpForm, signInForm, timeZones } from './user.ts'
import type { Users } from './users.ts'

interface SetUpPage {
  form: Form
  timeZones: readonly string[]
}

interface SignInPage {
  form: Form
  note: string | undefined
  resetCommand: string
}

export interface SignInNeeds {
  users: Users
  /** Where the admin pages begin. */
  home: string
  overTls: boolean
  /** The path to go on to, if it is one of ours. */
  returnPath: (wish: unknown) => string | undefined
}

/** Why someone is asked to sign in, by the word in the address. */
const notes = {
  ended: signInTexts.ended,
  microsoft: signInTexts.fromMicrosoft,
  'signed-out': signInTexts.signedOut,
} as const
export type Reason = keyof typeof notes

const resetCommand = 'node dist/server.js reset-password EMAIL'

export function signInRoutes(
  app: FastifyInstance,
  pages: Pages,
  { users, home, overTls, returnPath }: SignInNeeds,
): void {
  const setUpPage = pages.page<SetUpPage, typeof signInTexts>('sign-in/set-up', signInTexts)
  const signInPage = pages.page<SignInPage, typeof signInTexts>('sign-in/sign-in', signInTexts)

  app.get('/setup', everyone, async (request, reply) => {
    if (await users.exist()) throw new NotFound(webTexts.text404)
    const code = queryOf(request, 'code').slice(0, 100)
    const { locale } = readerOf(request)

    return setUpPage(request, reply, {
      form: emptyForm({ code, timeZone: 'Europe/Berlin', locale }),
      timeZones,
    })
  })

  app.post('/setup', everyone, async (request, reply) => {
    if (await users.exist()) throw new NotFound(webTexts.text404)
    const { locale } = readerOf(request)
    const schema = setUpForm(speak(signInTexts, locale))
    const added = await submit(request, schema, users.addFirst, ['password'])
    if (!added.ok) return setUpPage(request, reply, { form: added.form, timeZones }, added.status)
    await beginSession(request, added.value)

    return reply.redirect(home, 303)
  })

  app.get('/sign-in', everyone, async (request, reply) => {
    const returnTo = returnPath(queryOf(request, 'returnTo'))
    if (request.session.admin) return reply.redirect(returnTo ?? home, 303)
    if (!(await users.exist())) return reply.redirect(pages.link('/setup'), 303)
    const note = noteOf(queryOf(request, 'why'), readerOf(request).locale)

    return signInPage(request, reply, { form: emptyForm({ returnTo: returnTo ?? '' }), note, resetCommand })
  })

  app.post('/sign-in', everyone, async (request, reply) => {
    const schema = signInForm(speak(signInTexts, readerOf(request).locale))
    const work = ({ email, password }: { email: string; password: string }) =>
      users.signIn(email, password, request.ip)
    const signedIn = await submit(request, schema, work, ['password'])
    if (!signedIn.ok) {
      const page = { form: signedIn.form, note: undefined, resetCommand }
      await signInPage(request, reply, page, signedIn.status)
      // Only after the answer, so that the time it takes does not tell whether there is such a user.
      await users.noteFailure(typed(request, 'email'), request.ip)

      return reply
    }
    await beginSession(request, signedIn.value)

    return reply.redirect(returnPath(typed(request, 'returnTo')) ?? home, 303)
  })

  app.post('/sign-out', everyone, async (request, reply) => {
    const { admin } = request.session
    // First, so that it ends whatever else fails.
    await request.session.destroy()
    if (admin) await users.noteSignOut(admin)
    const { name, attributes } = sessionCookie(overTls)

    return reply.clearCookie(name, attributes).redirect(toSignIn('signed-out'), 303)
  })
}

/** The address of the sign-in page, for `returnTo` afterwards. */
export function toSignIn(why?: Reason, returnTo?: string): string {
  const query = new URLSearchParams({ ...(why ? { why } : {}), ...(returnTo ? { returnTo } : {}) })

  return query.size > 0 ? `/sign-in?${query}` : '/sign-in'
}

function noteOf(why: string, locale: Locale): string | undefined {
  return Object.entries(notes).find(([name]) => name === why)?.[1][locale]
}

function queryOf(request: FastifyRequest, name: string): string {
  return stringIn(request.query, name)
}

function typed(request: FastifyRequest, name: string): string {
  return stringIn(request.body, name)
}

function stringIn(values: unknown, name: string): string {
  const value = typeof values === 'object' && values !== null ? Reflect.get(values, name) : undefined

  return typeof value === 'string' ? value : ''
}
