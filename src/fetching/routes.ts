import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { RuleBroken } from '../errors.ts'
import { type Spoken, speak } from '../language/text.ts'
import { type Form, submit } from '../web/form.ts'
import type { Pages } from '../web/pages.ts'
import { change } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import type { Choice, FetchingActions, Seen } from './actions.ts'
import { fetchingTexts } from './texts.ts'

interface Needs {
  actions: FetchingActions
  /** The choice as it is stored. */
  chosen: (serverId: string) => Promise<Choice & { name: string; confirmedAt: Date | null }>
}

interface ById {
  Params: { id: string }
}

interface LookPage {
  title: string
  crumbs: { href: string; label: string }[]
  id: string
  form: Form
  missing: boolean
  locked: boolean
  countedIn: string | undefined
  folders: { value: string; label: string }[]
  starts: { value: string; label: string }[]
}

const texts = fetchingTexts
const root = '/incoming-servers'
const choice = z.object({
  folder: z.string().trim().min(1).max(250),
  readFrom: z.enum(['new_only', 'last_7_days', 'everything']),
})

export function fetchingRoutes(app: FastifyInstance, pages: Pages, { actions, chosen }: Needs): void {
  const lookPage = pages.page<LookPage, typeof texts>('fetching/look', texts)
  const serverPage = (id: string, done: string) => `${pages.link(`${root}/${id}`)}?done=${done}#fetching`

  app.post<ById>(`${root}/:id/fetching`, change, async (request, reply) => {
    await actions.fetchNow(request.params.id)

    return reply.redirect(serverPage(request.params.id, 'fetched'), 303)
  })

  app.post<ById>(`${root}/:id/fetching-again`, change, async (request, reply) => {
    const schema = z.object({ since: z.iso.date(texts.dayWrong[readerOf(request).locale]) })
    const again = await submit(request, schema, ({ since }) =>
      actions.fetchAgain(request.params.id, new Date(since), adminOf(request)),
    )
    if (!again.ok) throw new RuleBroken(sentence(again.form, texts.dayWrong))

    return reply.redirect(serverPage(request.params.id, 'fetching-again'), 303)
  })

  // Not GET, which anyone's page could make a browser do: it signs in at the mail server.
  app.post<ById>(`${root}/:id/look`, change, async (request, reply) => {
    const { id } = request.params
    const t = speak(texts, readerOf(request).locale)
    const stored = await chosen(id)
    const seen = await actions.look(id)

    return lookPage(request, reply, {
      title: t.lookTitle,
      crumbs: [{ href: pages.link(`${root}/${id}`), label: stored.name }],
      id,
      form: { values: { folder: seen.folder ?? '', readFrom: stored.readFrom }, errors: {} },
      missing: seen.folder === undefined,
      locked: stored.confirmedAt !== null,
      countedIn: seen.folder && t.countedIn(seen.folder),
      folders: seen.folders.map(({ path }) => ({ value: path, label: path })),
      starts: startsOf(seen, t),
    })
  })

  app.post<ById>(`${root}/:id/choice`, change, async (request, reply) => {
    const taken = await submit(request, choice, (input) =>
      actions.choose(request.params.id, input, adminOf(request)),
    )
    if (!taken.ok) throw new RuleBroken(sentence(taken.form, texts.alreadyRead))

    return reply.redirect(serverPage(request.params.id, 'saved'), 303)
  })
}

function startsOf({ counts }: Seen, t: Spoken<typeof texts>) {
  return [
    { value: 'new_only', label: t.new_only(counts.new_only) },
    { value: 'last_7_days', label: t.last_7_days(counts.last_7_days) },
    { value: 'everything', label: t.everything(counts.everything) },
  ]
}

/** What was wrong with a form of a single line, for the error page. */
function sentence({ errors }: Form, otherwise: { en: string; de: string }) {
  const [first] = Object.values(errors)

  return first === undefined ? otherwise : { en: first, de: first }
}
