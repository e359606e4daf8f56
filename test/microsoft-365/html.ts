const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Markup that is safe to put into a page as it is. */
export interface Html {
  readonly markup: string
}

type Part = Html | readonly Html[] | string | number | undefined

/** Everything put in between is escaped, except markup made by this function itself. */
export function html(pieces: TemplateStringsArray, ...values: readonly Part[]): Html {
  return { markup: pieces.reduce((page, piece, index) => `${page}${markup(values[index - 1])}${piece}`) }
}

function markup(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'string' || typeof part === 'number')
    return String(part).replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign)
  if ('markup' in part) return part.markup

  return part.map((one) => one.markup).join('')
}
