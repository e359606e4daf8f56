import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { RuleBroken, SavedMeanwhile } from '../errors.ts'
import { readerOf } from './reader.ts'
import { webTexts } from './texts.ts'

/** What was typed, and what is wrong with it, by input name. */
export interface Form {
  values: Record<string, string>
  errors: Record<string, string>
}

export type Submitted<Result> = { ok: true; value: Result } | { ok: false; form: Form; status: 422 | 409 }

/** The key of a mistake that belongs to no single input. */
const wholeForm = 'form'

export function emptyForm(values: Record<string, string> = {}): Form {
  return { values, errors: {} }
}

/**
 * Checks a form and does the work. A mistake or a broken rule comes back as the form to show again, with
 * everything that was typed except secrets; any other error travels on to the error page.
 */
export async function submit<Schema extends z.ZodType, Result>(
  request: FastifyRequest,
  schema: Schema,
  work: (input: z.output<Schema>) => Promise<Result>,
  secret: readonly string[] = [],
): Promise<Submitted<Result>> {
  const typed = typedValues(request.body)
  const values = Object.fromEntries(Object.entries(typed).filter(([name]) => !secret.includes(name)))
  // What a schema has no sentence for comes from no form of ours.
  const checked = schema.safeParse(typed, { error: () => webTexts.unknownField[readerOf(request).locale] })
  if (!checked.success)
    return { ok: false, status: 422, form: { values, errors: mistakes(checked.error, Object.keys(typed)) } }

  try {
    return { ok: true, value: await work(checked.data) }
  } catch (error) {
    if (!(error instanceof RuleBroken || error instanceof SavedMeanwhile)) throw error
    const sentence = error.text[readerOf(request).locale]
    const status = error instanceof SavedMeanwhile ? 409 : 422
    return { ok: false, status, form: { values, errors: { [error.field ?? wholeForm]: sentence } } }
  }
}

/** Single strings only: a repeated or nested parameter counts with its first value. */
function typedValues(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null) throw new RuleBroken(webTexts.unknownField)

  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, String(Array.isArray(value) ? value[0] : value)]),
  )
}

/** The first mistake of each input, in the order in which the form shows them: that is the order they arrive in. */
function mistakes(error: z.ZodError, order: string[]): Record<string, string> {
  const errors = new Map<string, string>()
  for (const { path, message } of error.issues) {
    const name = path.join('.') || wholeForm
    if (!errors.has(name)) errors.set(name, message)
  }

  return Object.fromEntries([...errors].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)))
}
