import type { FastifyReply } from 'fastify'
import { sendPage } from '../page.ts'
import type { SignIn } from './checks.ts'
import { postBackPage, refusalPage } from './pages.ts'
import { Refusal } from './refusal.ts'

/** Shows what went wrong in the browser; for all but unexpected errors. */
export function sendRefusalPage(error: unknown, reply: FastifyReply, now: Date): FastifyReply {
  if (!(error instanceof Refusal)) throw error

  return sendPage(reply.code(400), { title: 'Sign in to your account', body: refusalPage(error, now) })
}

/** Leads the browser back to the client, with a code or an error. */
export function goBack(
  reply: FastifyReply,
  { redirectUri, responseMode, state }: SignIn,
  answer: Record<string, string>,
) {
  const parameters = new URLSearchParams(answer)
  if (state !== undefined) parameters.set('state', state)
  if (responseMode === 'form_post')
    return sendPage(reply, { title: 'Working…', body: postBackPage(redirectUri, parameters) })
  const separator = responseMode === 'fragment' ? '#' : redirectUri.includes('?') ? '&' : '?'

  return reply.redirect(`${redirectUri}${separator}${parameters}`, 302)
}

export function errorAnswer({ wording, message }: Refusal): Record<string, string> {
  return {
    error: wording.error,
    error_description: message,
    error_uri: `https://login.microsoftonline.com/error?code=${wording.code}`,
  }
}

export function findRefusal(check: () => void): Refusal | undefined {
  try {
    check()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }

  return undefined
}
