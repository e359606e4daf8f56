/** Fields of a form or of an address; of a name that comes twice the first counts. */
export type Form = ReadonlyMap<string, string>

export function readForm(body: unknown): Form {
  if (typeof body !== 'object' || body === null) return new Map()

  return new Map(
    Object.entries(body).map(([name, value]) => [name, String(Array.isArray(value) ? value[0] : value)]),
  )
}

/** Undefined when missing or empty. */
export function field(form: Form, name: string): string | undefined {
  return form.get(name) || undefined
}
