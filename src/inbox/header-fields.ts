/** Names in lower case, values unfolded, in order. */
export type HeaderFields = ReadonlyMap<string, readonly string[]>

/** Fields of a header, or of one block of a delivery report, which is written the same way (RFC 3464, 2.1). */
export function fieldsOf(block: string): HeaderFields {
  const fields = new Map<string, string[]>()
  // Unfolding: a line that begins with a blank continues the one before (RFC 5322, 2.2.3).
  for (const line of block.replace(/\r?\n(?=[ \t])/g, '').split(/\r?\n/)) addField(fields, line)

  return fields
}

function addField(fields: Map<string, string[]>, line: string): void {
  const colon = line.indexOf(':')
  if (colon < 1) return
  const name = line.slice(0, colon).trim().toLowerCase()
  const value = line
    .slice(colon + 1)
    .replace(/\s+/g, ' ')
    .trim()
  const known = fields.get(name)
  if (known) known.push(value)
  else fields.set(name, [value])
}

export function first(fields: HeaderFields, name: string): string | undefined {
  return fields.get(name)?.[0] || undefined
}

/** Everything in the value that looks like a Message-ID. */
export function messageIdsIn(value: string | undefined): string[] {
  return (value ?? '').match(/<[^<>\s]{1,900}>/g) ?? []
}
