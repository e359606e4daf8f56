/** A page as it came, with the reading of it that these tests need: our own views are regular enough for that. */
export interface HtmlPage {
  url: string
  status: number
  headers: Record<string, string | string[] | undefined>
  html: string
}

interface FormToPress {
  action: string
  values: Record<string, string>
}

/** What stands on a page, without tags, with single blanks and without soft hyphens. */
export function textOf(html: string): string {
  return decoded(html.replace(/<[^>]*>/g, ' '))
    .replaceAll('\u00AD', '')
    .replace(/\s+/g, ' ')
    .trim()
}

export function mainOf({ html }: HtmlPage): string {
  return /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? ''
}

export function elements(
  html: string,
  tag: string,
): { attributes: Record<string, string>; inside: string }[] {
  return [...html.matchAll(new RegExp(`<${tag}\\b([^>]*)>([\\s\\S]*?)</${tag}>`, 'g'))].map(
    ([, attributes = '', inside = '']) => ({ attributes: attributesIn(attributes), inside }),
  )
}

/** The address behind a link with these words. */
export function linkWith(page: HtmlPage, words: string): string {
  const link = elements(page.html, 'a').find(({ inside }) => textOf(inside).includes(words))
  if (!link) throw new Error(`No link "${words}" on ${describe(page)}`)

  return link.attributes['href'] ?? ''
}

/** The form whose button begins with these words, as a browser would send it. */
export function formWith(page: HtmlPage, words: string): FormToPress {
  for (const { attributes, inside } of elements(page.html, 'form')) {
    const button = elements(inside, 'button').find((one) => textOf(one.inside).startsWith(words))
    if (!button) continue
    const { name, value = '' } = button.attributes
    return {
      action: attributes['action'] ?? page.url,
      values: { ...inputsIn(inside), ...selectsIn(inside), ...(name ? { [name]: value } : {}) },
    }
  }
  throw new Error(`No button "${words}" on ${describe(page)}`)
}

function inputsIn(form: string): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [, inside = ''] of form.matchAll(/<input\b([^>]*)>/g)) {
    const { name, type, value = '', ...more } = attributesIn(inside)
    const isSent = (type !== 'checkbox' && type !== 'radio') || 'checked' in more
    if (name && isSent) values[name] = value
  }

  return values
}

function selectsIn(form: string): Record<string, string> {
  const values: Record<string, string> = {}
  for (const { attributes, inside } of elements(form, 'select')) {
    const options = elements(inside, 'option')
    const chosen = options.find((option) => 'selected' in option.attributes) ?? options[0]
    if (attributes['name']) values[attributes['name']] = chosen?.attributes['value'] ?? ''
  }

  return values
}

function attributesIn(tag: string): Record<string, string> {
  return Object.fromEntries(
    [...tag.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, decoded(value)]),
  )
}

function decoded(html: string): string {
  return html
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

function describe(page: HtmlPage): string {
  return `${page.url} (${page.status}):\n${textOf(mainOf(page) || page.html)}`
}
