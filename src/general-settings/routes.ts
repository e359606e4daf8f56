import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Admin } from '../admin.ts'
import { speak } from '../language/text.ts'
import { type Form, submit } from '../web/form.ts'
import type { Note } from '../web/note.ts'
import type { Pages } from '../web/pages.ts'
import { change, look } from '../web/permissions.ts'
import { adminOf, type Reader, readerOf } from '../web/reader.ts'
import { showTime } from '../web/times.ts'
import type { GeneralSettings, ShownSettings } from './general-settings.ts'
import { dayInForm, type SettingsInput, settingsForm } from './settings-form.ts'
import { type ShownSecret, shownSecret } from './shown-secret.ts'
import { generalSettingsTexts } from './texts.ts'

/** What a trial of the secret has shown. `untried`: nobody is connected, or Microsoft said nothing about it. */
type SecretTrial = 'accepted' | 'refused' | 'untried'

interface SettingsPage {
  form: Form
  secret: ShownSecret | undefined
  /** What does not fit between these settings and the outgoing servers. */
  notes: Note[]
  redirect: { uri: string; https: boolean; here: string; there: string; same: boolean }
  /** What someone else stored meanwhile, where it differs from what was typed. */
  meanwhile: { label: string; value: string }[]
}

interface Needs {
  generalSettings: GeneralSettings
  redirectUri: string
  /** False until there is a server to send with: then saving leads on to that. */
  hasServers: () => Promise<boolean>
  notes: (reader: Reader) => Promise<Note[]>
  /** Asks Microsoft whether it takes the secret that was just entered. */
  trySecret: () => Promise<SecretTrial>
  now: () => Date
}

export function generalSettingsRoutes(
  app: FastifyInstance,
  pages: Pages,
  { generalSettings, redirectUri, hasServers, notes, trySecret, now }: Needs,
) {
  const page = pages.page<SettingsPage, typeof generalSettingsTexts>(
    'general-settings/edit',
    generalSettingsTexts,
  )

  app.get('/general-settings', look, async (request, reply) => {
    const stored = await generalSettings.get()

    return page(request, reply, await pageData(request, stored, formOf(stored)))
  })

  app.post('/general-settings', change, async (request, reply) => {
    const t = speak(generalSettingsTexts, readerOf(request).locale)
    const { clientSecretValidUntil } = await generalSettings.get()
    const schema = settingsForm(t, now(), clientSecretValidUntil)
    const saved = await submit(request, schema, (input) => save(input, adminOf(request)), ['clientSecret'])
    if (saved.ok) {
      const done = saved.value === 'untried' ? await savedNotice() : `secret-${saved.value}`
      return reply.redirect(`${pages.link('/general-settings')}?done=${done}`, 303)
    }

    const stored = await generalSettings.get()
    const conflict = saved.status === 409
    const form = conflict ? afterConflict(saved.form, stored, readerOf(request)) : saved.form
    const data = await pageData(request, stored, form)
    const meanwhile = conflict ? differences(form, stored, readerOf(request)) : []

    return page(request, reply, { ...data, meanwhile }, saved.status)
  })

  async function save(input: SettingsInput, by: Admin): Promise<SecretTrial> {
    await generalSettings.save(input, by)

    return input.clientSecret ? trySecret() : 'untried'
  }

  async function savedNotice(): Promise<string> {
    return (await hasServers()) ? 'saved' : 'saved-first'
  }

  async function pageData(request: FastifyRequest, stored: ShownSettings, form: Form): Promise<SettingsPage> {
    const { origin, protocol, host } = new URL(redirectUri)

    const reader = readerOf(request)
    const readable = await generalSettings.secretIsReadable()

    return {
      form,
      secret: shownSecret(stored, readable, reader),
      notes: await notes(reader),
      redirect: {
        uri: redirectUri,
        https: protocol === 'https:' || /^(localhost|127\.)/.test(host),
        here: request.host,
        there: origin,
        same: request.host === host,
      },
      meanwhile: [],
    }
  }
}

const textFields = [
  'aliasDomain',
  'catchAllDomain',
  'defaultFromName',
  'defaultFromAddress',
  'clientId',
  'tenant',
] as const

function formOf(stored: ShownSettings): Form {
  const texts = Object.fromEntries(textFields.map((field) => [field, stored[field] ?? '']))
  const validUntil = stored.clientSecretValidUntil

  return {
    values: {
      ...texts,
      customEmailServers: stored.customEmailServers ? 'on' : '',
      clientSecretValidUntil: validUntil ? dayInForm(validUntil) : '',
      version: String(stored.version),
    },
    errors: {},
  }
}

/** Says who was first, and when. The next save compares with what is stored now: the admin has seen it. */
function afterConflict({ values }: Form, stored: ShownSettings, reader: Reader): Form {
  const t = speak(generalSettingsTexts, reader.locale)
  const sentence = t.savedMeanwhile(stored.updatedBy ?? '–', showTime(stored.updatedAt, reader).text)

  return { values: { ...values, version: String(stored.version) }, errors: { form: sentence } }
}

function differences(form: Form, stored: ShownSettings, reader: Reader): { label: string; value: string }[] {
  const t = speak(generalSettingsTexts, reader.locale)
  const now = formOf(stored)
  const fields = [...textFields, 'customEmailServers', 'clientSecretValidUntil'] as const
  const labels = { ...t, clientSecretValidUntil: t.validUntil }

  return fields
    .filter((field) => (form.values[field] ?? '') !== now.values[field])
    .map((field) => ({ label: labels[field], value: shown(now.values[field], field, t) }))
}

function shown(
  value: string | undefined,
  field: string,
  t: { on: string; off: string; empty: string },
): string {
  if (field === 'customEmailServers') return value === 'on' ? t.on : t.off

  return value || t.empty
}
