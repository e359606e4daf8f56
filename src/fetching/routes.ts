import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { RuleBroken } from '../errors.ts'
import { speak } from '../language/text.ts'
import { type Form, submit } from '../web/form.ts'
import type { Pages } from '../web/pages.ts'
import { change } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import type { Choice, FetchingActions } from './actions.ts'
import { type LookPage, lookPageOf } from './look-page.ts'
import { fetchingTexts } from './texts.ts'

interface Needs {
  actions: FetchingActions
  /** The choice as it is stored. */
  chosen: (serverId: string) => Promise<Choice & { name: string; confirmedAt: Date | null }>
}

interface ById {
  Params: { id: string }
}

interface AgainPage {
  title: string
  crumbs: { href: string; label: string }[]
  id: string
  form: Form
}

const texts = fetchingTexts
const root = '/incoming-servers'
const folder = z.string().trim().min(1).max(250)
const readFrom = z.enum(['new_only', 'last_7_days', 'everything'])
const choice = z.object({ folder, readFrom })
/** What stands on the page already when another folder is to be counted. */
const looking = z.object({
  folder: folder.optional().catch(undefined),
  readFrom: readFrom.optional().catch(undefined),
})

export function fetchingRoutes(app: FastifyInstance, pages: Pages, { actions, chosen }: Needs): void {
  const lookPage = pages.page<LookPage, typeof texts>('fetching/look', texts)
  const againPage = pages.page<AgainPage, typeof texts>('fetching/again', texts)
  const serverPage = (id: string, done: string) => `${pages.link(`${root}/${id}`)}?done=${done}#fetching`

  app.post<ById>(`${root}/:id/fetching`, change, async (request, reply) => {
    await actions.fetchNow(request.params.id)

    return reply.redirect(serverPage(request.params.id, 'fetched'), 303)
  })

  app.post<ById>(`${root}/:id/fetching-again`, change, async (request, reply) => {
    const { id } = request.params
    const { locale, timeZone } = readerOf(request)
    const t = speak(texts, locale)
    const schema = z.object({ since: z.iso.date(t.dayWrong) })
    const again = await submit(request, schema, ({ since }) =>
      actions.fetchAgain(id, new Date(since), timeZone, adminOf(request)),
    )
    if (again.ok) return reply.redirect(serverPage(id, 'fetching-again'), 303)
    const crumbs = crumbsOf(id, (await chosen(id)).name)

    return againPage(request, reply, { title: t.againTitle, crumbs, id, form: again.form }, again.status)
  })

  // Not GET, which anyone's page could make a browser do: it signs in at the mail server.
  app.post<ById>(`${root}/:id/look`, change, async (request, reply) => {
    const { id } = request.params
    const given = looking.parse(request.body ?? {})
    const stored = await chosen(id)
    const choice = {
      folder: (stored.confirmedAt ? undefined : given.folder) ?? stored.folder,
      readFrom: given.readFrom ?? stored.readFrom,
    }
    const seen = await actions.look(id, choice.folder)
    const crumbs = crumbsOf(id, stored.name)

    return lookPage(request, reply, lookPageOf({ ...stored, ...choice, id, crumbs }, seen, readerOf(request)))
  })

  app.post<ById>(`${root}/:id/folders`, change, async (request, reply) => {
    await actions.listFolders(request.params.id)

    return reply.redirect(`${pages.link(`${root}/${request.params.id}`)}?done=folders-listed#folder`, 303)
  })

  app.post<ById>(`${root}/:id/choice`, change, async (request, reply) => {
    const taken = await submit(request, choice, (input) =>
      actions.choose(request.params.id, input, adminOf(request)),
    )
    if (!taken.ok) throw new RuleBroken(sentence(taken.form, texts.alreadyRead))

    return reply.redirect(serverPage(request.params.id, 'saved'), 303)
  })

  function crumbsOf(id: string, label: string) {
    return [{ href: pages.link(`${root}/${id}`), label }]
  }
}

/** What was wrong with a form of a single line, for the error page. */
function sentence({ errors }: Form, otherwise: { en: string; de: string }) {
  const [first] = Object.values(errors)

  return first === undefined ? otherwise : { en: first, de: first }
}
