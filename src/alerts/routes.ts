import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { speak } from '../language/text.ts'
import type { Guard } from '../network/guard.ts'
import { emptyForm, type Form, submit } from '../web/form.ts'
import type { Pages } from '../web/pages.ts'
import { change, look } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import type { Alerts } from './alerts.ts'
import { alertsForm } from './alerts-form.ts'
import { type AlertsPage, factsShown, type SecretPage } from './alerts-page.ts'
import { alertPageTexts } from './page-texts.ts'

interface Needs {
  alerts: Alerts
  guard: Pick<Guard, 'isMailPort' | 'mayBeAllowed'>
}

const root = '/alerts'
const { problems: _, ...texts } = alertPageTexts

export function alertRoutes(app: FastifyInstance, pages: Pages, { alerts, guard }: Needs): void {
  const page = pages.page<AlertsPage, typeof texts>('alerts/show', texts)
  const secretPage = pages.page<SecretPage, typeof texts>('hand-over/secret', texts)

  app.get(root, look, async (request, reply) => page(request, reply, await pageData(request)))

  app.post(root, change, async (request, reply) => {
    const reader = readerOf(request)
    const schema = alertsForm(speak(texts, reader.locale), guard)
    const saved = await submit(request, schema, (input) =>
      alerts.settings.save(input, reader.timeZone, adminOf(request)),
    )
    if (!saved.ok) return page(request, reply, await pageData(request, saved.form), saved.status)
    if (saved.value.secret) return showSecret(request, reply, saved.value.secret)

    return reply.redirect(`${pages.link(root)}?done=saved`, 303)
  })

  app.post(`${root}/test`, change, async (request, reply) => {
    await alerts.test(adminOf(request))

    return reply.redirect(`${pages.link(root)}?done=alert-tested#latest`, 303)
  })

  async function pageData(request: FastifyRequest, typed?: Form): Promise<AlertsPage> {
    const reader = readerOf(request)
    const [stored, troubles, history] = await Promise.all([
      alerts.settings.get(),
      alerts.troubles.current(),
      alerts.history(),
    ])
    const form = emptyForm({
      recipients: stored.recipients.join('\n'),
      locale: stored.locale,
      webhookUrl: shownUrl(stored.webhookUrl, reader.admin?.role !== 'viewer'),
      version: String(stored.version),
    })

    return {
      form: typed ? { ...typed, values: { ...form.values, ...typed.values } } : form,
      ...factsShown({ stored, troubles, ...history }, reader),
    }
  }

  // Shown in the answer itself: anywhere it could be fetched again it would have to be stored in the clear.
  function showSecret(request: FastifyRequest, reply: FastifyReply, secret: string) {
    const { title, secret: name } = speak(texts, readerOf(request).locale)
    const crumbs = [{ href: pages.link(root), label: title }]

    return secretPage(request, reply, { title: name, crumbs, secret, back: root })
  }
}

/** The query of an address may let someone in: only those who may change it see it. */
function shownUrl(url: string | null, mayChange: boolean): string {
  return (mayChange ? url : url?.replace(/\?.*$/, '?…')) ?? ''
}
