import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RuleBroken } from '../errors.ts'
import { webTexts } from './texts.ts'

/**
 * Lets the routes of one scope read forms with files, of at most `bodyLimit` bytes. A file becomes the text in it, under
 * the name of its input. The parser is Node's own: a plugin would put its decorators on every request, and collide with
 * the one of a host that takes files as well.
 */
export function readFileForms(scope: FastifyInstance, bodyLimit: number): void {
  scope.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit },
    async (request: FastifyRequest, body: Buffer) => fieldsOf(request.headers['content-type'] ?? '', body),
  )
}

async function fieldsOf(contentType: string, body: Buffer): Promise<Record<string, string>> {
  const fields: [string, string][] = []
  for (const [name, value] of await formData(contentType, body))
    fields.push([name, typeof value === 'string' ? value : textIn(new Uint8Array(await value.arrayBuffer()))])

  // The first of a name counts, as in other forms.
  return Object.fromEntries(fields.reverse())
}

async function formData(contentType: string, body: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
  } catch (cause) {
    throw new RuleBroken(webTexts.unknownField, { cause })
  }
}

/** UTF-8; UTF-16 where a byte order mark says so; otherwise Windows-1252, which Excel writes in Western Europe. */
export function textIn(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
