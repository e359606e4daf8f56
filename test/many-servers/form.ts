import type { Answer, Host } from '../host.ts'

export const root = '/mail/many-servers'

interface FileInput {
  name: string
  content: string | Uint8Array
}

/** The form as a browser sends it: with a file, be it an empty one. */
export async function send(
  host: Host,
  fields: Record<string, string>,
  { file = { name: '', content: '' }, language = 'en' }: { file?: FileInput; language?: 'de' | 'en' } = {},
): Promise<Answer> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  const { content } = file
  form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), file.name)
  const encoded = new Response(form)
  const { statusCode, body, headers } = await host.app.inject({
    method: 'POST',
    url: root,
    headers: {
      'x-admin': 'ada',
      host: 'localhost:3000',
      'sec-fetch-site': 'same-origin',
      cookie: `lang=${language}`,
      'content-type': encoded.headers.get('content-type') ?? '',
    },
    payload: Buffer.from(await encoded.arrayBuffer()),
  })

  return { status: statusCode, body, location: headers.location }
}

/** What a preview shows, line by line: what is created, or what is wrong. */
export function previewed(body: string): string[][] {
  const rows = [...body.matchAll(/<tr id="row-\d+">([\s\S]*?)<\/tr>/g)]

  return rows.map(([, row = '']) => {
    const cells = [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) => words(cell))
    const last = [...row.matchAll(/<p class="error">([\s\S]*?)<\/p>/g)].map(([, problem = '']) =>
      words(problem),
    )

    return [...cells.slice(0, -1), ...(last.length > 0 ? last : ['ok'])]
  })
}

/** The hidden mark of the preview that was seen. */
export function seenIn(body: string): string {
  return /name="seen" value="([^"]*)"/.exec(body)?.[1] ?? ''
}

function words(html: string): string {
  return html
    .replace(/<span class="stacked">[^<]*<\/span>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .trim()
}
