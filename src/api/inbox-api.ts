import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { NotFound } from '../errors.ts'
import type { PulledMail } from '../hand-over/pulled-mails.ts'
import { jsonOf, type ListedJson, mailUrl, type ReceivedJson } from '../hand-over/received-json.ts'
import { receivedMail, routeOf } from '../hand-over/received-mail.ts'
import { inboxTexts } from '../inbox/texts.ts'
import type { Mail } from '../mail.ts'
import { everyone } from '../web/permissions.ts'
import { apiTexts } from './texts.ts'

interface ById {
  Params: { id: string }
}

const usualLimit = 50
export const mostListed = 200
const query = z.object({
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(mostListed).default(usualLimit),
})
const uuid = z.uuid()
const attachmentNo = z.coerce.number().int().min(0).max(9999)

/** Received mail, for a backend that fetches it. Pages read mails by parsers of the same pool: never all at once. */
export function inboxRoutes(scope: FastifyInstance, { handOver, inbox, settings }: Mail): void {
  const base = settings.PUBLIC_URL + scope.prefix
  handOver.apiAt(base)

  scope.get('/inbox', everyone, async (request) => {
    const { after, limit } = query.parse(request.query)
    const { mails, ...place } = await handOver.pulled.list(after, limit)

    return { mails: mails.map((mail) => listed(mail, base)), ...place }
  })

  scope.get<ById>('/inbox/:id', everyone, async (request): Promise<ReceivedJson> => {
    const row = await find(request.params.id)
    const result = await inbox.read(row.id)
    if (!('mail' in result)) throw new NotFound(inboxTexts.gone)

    return jsonOf(receivedMail(row, result.mail, inbox), base)
  })

  scope.get<ById>('/inbox/:id/raw', everyone, async (request, reply) => {
    const { id, size } = await find(request.params.id)

    return download(reply, 'message/rfc822', 'mail.eml')
      .header('content-length', size)
      .send(Readable.from(inbox.rawOf(id), { objectMode: false }))
  })

  scope.get<{ Params: { id: string; no: string } }>(
    '/inbox/:id/attachments/:no',
    everyone,
    async (request, reply) => {
      const { id } = await find(request.params.id)
      const no = attachmentNo.safeParse(request.params.no)
      const found = no.success ? await inbox.attachment(id, no.data) : undefined
      if (!found) throw new NotFound(apiTexts.notHere)

      return download(reply, 'application/octet-stream', found.filename).send(Buffer.from(found.content))
    },
  )

  async function find(id: string): Promise<PulledMail> {
    if (!uuid.safeParse(id).success) throw new NotFound(apiTexts.notHere)

    return handOver.pulled.get(id)
  }
}

function listed(mail: PulledMail, base: string): ListedJson {
  const { id, server, folder, messageId, subject, isAutomatic, attachments, size } = mail

  return {
    ...{ id, server, folder, messageId, subject, isAutomatic, attachments, size },
    fetchedAt: mail.fetchedAt.toISOString(),
    date: mail.sentAt?.toISOString() ?? null,
    from: mail.fromAddress === null ? null : { name: mail.fromName, address: mail.fromAddress },
    route: routeOf(mail),
    url: mailUrl(base, id),
  }
}

/** Never anything a browser would show or run: strangers wrote it. The name goes encoded (RFC 8187). */
function download(reply: FastifyReply, type: string, filename: string): FastifyReply {
  const plain = filename.replace(/[^\w.-]/g, '_')
  const encoded = encodeURIComponent(filename).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  )

  return reply
    .type(type)
    .header('x-content-type-options', 'nosniff')
    .header('content-disposition', `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`)
}
