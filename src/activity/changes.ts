type Plain = string | number | boolean | null

/** Of a secret only that it changed. */
type SecretChange = 'set' | 'replaced' | 'removed'

export type Change = { before: Plain; after: Plain } | SecretChange

/** By the name of the field on its form. */
export type Changes = Record<string, Change>

/** What is different afterwards, of these fields only: never name one that holds a secret. A date is a calendar day. */
export function changesOf<Field extends string>(
  before: Readonly<Partial<Record<Field, Plain | Date>>>,
  after: Readonly<Partial<Record<Field, Plain | Date>>>,
  fields: readonly Field[],
): Changes {
  const pairs = fields.map((field) => ({ field, before: plain(before[field]), after: plain(after[field]) }))
  const different = pairs.filter((pair) => pair.before !== pair.after)

  return Object.fromEntries(different.map(({ field, ...change }) => [field, change]))
}

/** From the sealed values, of which none is kept; `undefined` afterwards: it stayed. */
export function secretChange(
  field: string,
  before: string | null | undefined,
  after: string | null | undefined,
): Changes {
  if (after === undefined) return {}
  if (after === null) return before ? { [field]: 'removed' } : {}

  return { [field]: before ? 'replaced' : 'set' }
}

function plain(value: Plain | Date | undefined): Plain {
  if (value instanceof Date) return value.toISOString().slice(0, 10)

  return value === undefined || value === '' ? null : value
}
