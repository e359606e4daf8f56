import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { speak } from '../language/text.ts'
import type { Guard } from '../network/guard.ts'
import { emptyForm, type Form, submit } from '../web/form.ts'
import type { Pages } from '../web/pages.ts'
import { change, look } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import type { BackendHandOver } from './backend.ts'
import type { ShownInboxSettings } from './inbox-settings.ts'
import { inboxSettingsTexts } from './page-texts.ts'
import { inboxSettingsForm, sinceForm, versionForm } from './settings-form.ts'
import { factsShown, type SecretPage, type SettingsPage } from './settings-page.ts'
import type { TestedWebhook } from './test-event.ts'

interface Needs {
  handOver: BackendHandOver
  guard: Pick<Guard, 'isMailPort' | 'mayBeAllowed'>
}

const root = '/inbox/settings'
const texts = inboxSettingsTexts

export function handOverRoutes(app: FastifyInstance, pages: Pages, { handOver, guard }: Needs): void {
  const { settings, mails, sendTest } = handOver
  const page = pages.page<SettingsPage, typeof texts>('hand-over/settings', texts)
  const secretPage = pages.page<SecretPage, typeof texts>('hand-over/secret', texts)

  app.get(root, look, async (request, reply) => page(request, reply, await pageData(request)))

  app.post(root, change, async (request, reply) => {
    const schema = inboxSettingsForm(spoken(request), guard)
    const saved = await submit(request, schema, (input) => settings.save(input, adminOf(request)))
    if (!saved.ok) return refused(request, reply, saved)
    const { secret } = saved.value
    if (secret) return showSecret(request, reply, secret)

    return reply.redirect(`${pages.link(root)}?done=saved`, 303)
  })

  // Shown in the answer itself: anywhere it could be fetched again it would have to be stored in the clear.
  app.post(`${root}/secret`, change, async (request, reply) => {
    const made = await submit(request, versionForm, ({ version }) =>
      settings.replaceSecret(version, adminOf(request)),
    )
    if (!made.ok) return refused(request, reply, made)

    return showSecret(request, reply, made.value.secret)
  })

  app.post(`${root}/test`, change, async (request, reply) => {
    const tested = await sendTest(adminOf(request))

    return page(request, reply, await pageData(request, { tested }))
  })

  app.post(`${root}/hand-overs`, change, async (request, reply) => {
    const sent = await submit(request, sinceForm(spoken(request)), ({ since }) =>
      mails.allFailedSince(since, adminOf(request)),
    )
    if (!sent.ok) return refused(request, reply, sent)

    return reply.redirect(`${pages.link(root)}?done=handed-over-again`, 303)
  })

  app.post<{ Params: { id: string } }>('/inbox/:id/hand-over', change, async (request, reply) => {
    const { id } = request.params
    await mails.again(id, adminOf(request))

    return reply.redirect(`${pages.link(`/inbox/${id}`)}?done=handed-over-again`, 303)
  })

  async function refused(
    request: FastifyRequest,
    reply: FastifyReply,
    { form, status }: { form: Form; status: 422 | 409 },
  ) {
    return page(request, reply, await pageData(request, { form, isConflict: status === 409 }), status)
  }

  interface More {
    form?: Form
    isConflict?: boolean
    tested?: TestedWebhook
  }

  async function pageData(
    request: FastifyRequest,
    { form, isConflict, tested }: More = {},
  ): Promise<SettingsPage> {
    const reader = readerOf(request)
    const [stored, counts, list] = await Promise.all([settings.get(), mails.counts(), mails.list()])
    const now = formOf(stored, reader.admin?.role !== 'viewer')
    const typed = form && { ...now, ...form, values: { ...now.values, ...form.values } }
    // The next save compares with what is stored now: the admin has seen it.
    if (typed && isConflict) typed.values['version'] = String(stored.version)

    return {
      crumbs: crumbs(request, false),
      form: typed ?? now,
      ...factsShown({ stored, hasHandler: handOver.hasHandler(), counts, mails: list, tested }, reader),
      meanwhile: typed && isConflict ? differences(typed, now, spoken(request)) : [],
    }
  }

  function showSecret(request: FastifyRequest, reply: FastifyReply, secret: string) {
    return secretPage(request, reply, {
      title: spoken(request).secret,
      crumbs: crumbs(request, true),
      secret,
      back: root,
    })
  }

  function crumbs(request: FastifyRequest, below: boolean) {
    const t = spoken(request)
    const all = [
      { href: pages.link('/inbox'), label: t.inbox },
      { href: pages.link(root), label: t.title },
    ]

    return below ? all : all.slice(0, 1)
  }
}

function spoken(request: FastifyRequest) {
  return speak(texts, readerOf(request).locale)
}

/** The query of an address may let someone in: only those who may change it see it. */
function formOf({ webhookUrl, retentionDays, version }: ShownInboxSettings, mayChange: boolean): Form {
  const shown = mayChange ? webhookUrl : webhookUrl?.replace(/\?.*$/, '?…')

  return emptyForm({
    webhookUrl: shown ?? '',
    retentionDays: String(retentionDays),
    version: String(version),
    since: '',
  })
}

function differences(form: Form, now: Form, t: { url: string; days: string }): SettingsPage['meanwhile'] {
  const labels = { webhookUrl: t.url, retentionDays: t.days }

  return Object.entries(labels)
    .filter(([name]) => form.values[name] !== now.values[name])
    .map(([name, label]) => ({ label, value: now.values[name] || '–' }))
}
