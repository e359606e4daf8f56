import type { Form } from '../web/form.ts'

/** A stored value beside a typed one, in words. */
export interface Difference {
  label: string
  value: string
}

/** A form that was refused. */
export interface FailedForm {
  form: Form
  status: 422 | 409
}

/** What the page of a server shows of its form. */
export interface AgainForm {
  form: Form
  meanwhile: Difference[]
}

/** A form nobody has sent yet. */
export function fresh(values: Record<string, string>): AgainForm {
  return { form: { values, errors: {} }, meanwhile: [] }
}

/**
 * The form to show again. A mistake keeps the version it was loaded with, so that the next save still notices when
 * someone else saved first. After a conflict the stored values are shown, and the next save is meant for those.
 */
export function formAgain({ form, status }: FailedForm, stored: Form, words: object): AgainForm {
  if (status === 422) return { form, meanwhile: [] }
  const { version = '0' } = stored.values

  return {
    form: { ...form, values: { ...form.values, version } },
    meanwhile: differences(form, stored, new Map(Object.entries(words))),
  }
}

function differences({ values: typed }: Form, { values }: Form, words: Map<string, unknown>): Difference[] {
  return Object.entries(values)
    .filter(([name, value]) => name !== 'version' && value !== (typed[name] ?? ''))
    .map(([name, value]) => ({
      label: word(words, name) ?? name,
      value: word(words, value) ?? (value || '–'),
    }))
}

function word(words: Map<string, unknown>, key: string): string | undefined {
  const found = words.get(key)

  return typeof found === 'string' ? found : undefined
}
