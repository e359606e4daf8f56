import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { NotFound } from '../errors.ts'
import { speak } from '../language/text.ts'
import type { Pages } from '../web/pages.ts'
import { change, content, look, mayChange } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import { bodyDocument, bodyHeaders } from './body-frame.ts'
import { headerIn, type MailContent, mailContentOf } from './content-page.ts'
import { downloadHeaders } from './download.ts'
import type { Inbox } from './inbox.ts'
import {
  type InboxCounts,
  type InboxListPage,
  inboxFilterOf,
  inboxListPageOf,
  inboxListQuery,
  type KnownServer,
} from './list-page.ts'
import { type InboxMailView, inboxMailView } from './mail-page.ts'
import { inboxPageTexts } from './page-texts.ts'

interface ById {
  Params: { id: string }
}

interface ByNumber {
  Params: { id: string; no: string }
}

interface ShowPage {
  title: string
  crumbs: { href: string; label: string }[]
  mail: InboxMailView
  /** Absent for those who may not read it, and when there is nothing to read. */
  content: MailContent | undefined
}

interface Needs {
  inbox: Pick<Inbox, 'mails' | 'rawOf' | 'read' | 'formatted' | 'attachment' | 'wake'>
  servers: () => Promise<readonly KnownServer[]>
  /** Somebody takes received mail. */
  isTaken: () => Promise<boolean>
  now: () => Date
}

const root = '/inbox'
const texts = inboxPageTexts
const showQuery = z.object({
  show: z.literal('formatted').optional().catch(undefined),
  images: z.literal('1').optional().catch(undefined),
})
const number = z.coerce.number().int().min(0)

export function inboxRoutes(
  app: FastifyInstance,
  pages: Pages,
  { inbox, servers, isTaken, now }: Needs,
): void {
  const { mails } = inbox
  const listPage = pages.page<InboxListPage, typeof texts>('inbox/list', texts)
  const showPage = pages.page<ShowPage, typeof texts>('inbox/show', texts)

  app.get(root, look, async (request, reply) => {
    const query = inboxListQuery.parse(request.query)
    const [found, counts, known, taken] = await Promise.all([
      mails.list(inboxFilterOf(query), query.before),
      query.q || query.server ? undefined : countsOf(mails),
      servers(),
      isTaken(),
    ])
    const facts = { ...found, counts, servers: known, isTaken: taken }

    return listPage(request, reply, inboxListPageOf(query, facts, pages, readerOf(request)))
  })

  app.get<ById>(`${root}/:id`, look, async (request, reply) => {
    const reader = readerOf(request)
    const mail = inboxMailView(await mails.get(request.params.id), pages, reader, now())
    const read = mayChange(adminOf(request)) && !mail.isNew ? await contentFor(request, mail) : undefined
    if (read?.frame) allowFrame(reply)

    return showPage(request, reply, {
      title: mail.subject,
      crumbs: [{ href: pages.link(root), label: speak(texts, reader.locale).title }],
      mail,
      content: read,
    })
  })

  app.get<ById>(`${root}/:id/body`, content, async (request, reply) => {
    const { id } = await mails.get(request.params.id)
    const remoteImages = wishOf(request).images
    const html = await inbox.formatted(id, remoteImages)
    if (html === undefined) throw new NotFound(texts.noFormatted)

    return reply.headers(bodyHeaders(remoteImages)).send(bodyDocument(html))
  })

  app.get<ByNumber>(`${root}/:id/attachments/:no`, content, async (request, reply) => {
    const { id } = await mails.get(request.params.id)
    const no = number.safeParse(request.params.no)
    const found = no.success ? await inbox.attachment(id, no.data) : undefined
    if (!found) throw new NotFound(texts.noAttachment)
    noteOpened(request, id)

    return reply.headers(downloadHeaders(found.filename)).send(Buffer.from(found.content))
  })

  app.get<ById>(`${root}/:id/raw`, content, async (request, reply) => {
    const { id } = await mails.get(request.params.id)
    const pieces = inbox.rawOf(id)
    // The first piece before the answer begins: what fails then has a page of its own.
    const start = await pieces.next()
    noteOpened(request, id)

    return reply.headers(downloadHeaders(`${id}.eml`)).send(Readable.from(fromStart(start, pieces)))
  })

  app.post<ById>(`${root}/:id/reading`, change, async (request, reply) => {
    await mails.replay(request.params.id, adminOf(request))
    inbox.wake()

    return reply.redirect(`${pages.link(`${root}/${request.params.id}`)}?done=read-again`, 303)
  })

  async function contentFor(request: FastifyRequest, mail: InboxMailView): Promise<MailContent | undefined> {
    noteOpened(request, mail.id)
    try {
      const [result, header] = await Promise.all([
        mail.kept === 'whole' ? inbox.read(mail.id) : undefined,
        headerOf(mail.id),
      ])

      return mailContentOf(result, header, mail.here, wishOf(request), readerOf(request))
    } catch (err) {
      // The rest of the page says what is known all the same.
      request.log.error({ err, mailId: mail.id }, 'received mail not read')
      return undefined
    }
  }

  async function headerOf(id: string): Promise<string> {
    for await (const piece of inbox.rawOf(id)) return headerIn(piece)

    return ''
  }
}

async function* fromStart(
  start: IteratorResult<Buffer, void>,
  rest: AsyncGenerator<Buffer, void>,
): AsyncGenerator<Buffer> {
  if (!start.done) yield start.value
  yield* rest
}

/** Images only for a click on our own page: a link in a mail must not make them load. */
function wishOf(request: FastifyRequest): { formatted: boolean; images: boolean } {
  const { show, images } = showQuery.parse(request.query)
  const site = request.headers['sec-fetch-site'] ?? 'same-origin'

  return { formatted: show !== undefined, images: images !== undefined && site === 'same-origin' }
}

/** Of this page alone; what may be in the frame says the frame's own policy. */
function allowFrame(reply: FastifyReply): void {
  reply.header('content-security-policy', `${reply.getHeader('content-security-policy')}; frame-src 'self'`)
}

/** Looking changes nothing in the database: who read what stands in the log. */
function noteOpened(request: FastifyRequest, mailId: string): void {
  request.log.info({ mailId, admin: adminOf(request).id }, 'mail content opened')
}

async function countsOf(mails: Inbox['mails']): Promise<InboxCounts> {
  const [states, handOvers] = await Promise.all([mails.counts(), mails.handOverCounts()])

  return { states, handOvers }
}
