import { describe, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useHost, vic } from '../host.ts'
import { addServer, inGerman, outlook, own } from './form.ts'

const db = useDatabase()
const host = useHost({ db, now: () => new Date('2026-11-24T12:00:00Z') })

const root = '/mail/outgoing-servers'
const mailbox = 'orders@mein-shop.example'

/** The forms of the notes on a page: where they post to, what they send, and what the button says. */
function fixesIn(body: string) {
  const forms = [...body.matchAll(/<form method="post" action="([^"]*\/corrections)">([\s\S]*?)<\/form>/g)]

  return forms.map(([, action = '', inside = '']) => ({
    action,
    fields: Object.fromEntries(
      [...inside.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    ),
    label: /<button[^>]*>(.*?)<\/button>/.exec(inside)?.[1],
  }))
}

async function press(url: string, label: string) {
  const fix = fixesIn((await host.get(url)).body).find((one) => one.label === label)
  if (!fix) throw new Error(`no button “${label}” at ${url}`)

  return {
    fix,
    again: () => host.post(fix.action, fix.fields),
    answer: await host.post(fix.action, fix.fields),
  }
}

describe('one click', () => {
  test('adds the mailbox to its From filter, and leads back to the server', async () => {
    const id = await addServer(host, root, { ...outlook, fromFilter: 'info@mein-shop.example' })
    const { answer } = await press(`${root}/${id}`, `Add ${mailbox} to the From filter`)

    expect(answer).toMatchObject({ status: 303, location: `${root}/${id}?done=saved` })
    expect(await db.outgoingServer.findUniqueOrThrow({ where: { id } })).toMatchObject({
      fromFilter: `info@mein-shop.example, ${mailbox}`,
      version: 2,
      updatedBy: 'Ada Admin',
    })
    expect((await host.get(answer.location ?? '')).body).toContain('Saved.')
    expect(await db.activityEntry.count({ where: { what: 'outgoing-server.changed', subjectId: id } })).toBe(
      1,
    )
  })

  test('makes the mailbox the default From, before anything was saved in General settings', async () => {
    await addServer(host, root, outlook)
    const { answer } = await press(root, `Use ${mailbox} as the default From`)

    expect(answer).toMatchObject({ status: 303, location: `${root}?done=saved` })
    expect(await db.generalSettings.findFirstOrThrow()).toMatchObject({
      defaultFromAddress: mailbox,
      customEmailServers: false,
      version: 1,
      updatedBy: 'Ada Admin',
    })
    expect(
      await db.activityEntry.findFirstOrThrow({ where: { what: 'general-settings.saved' } }),
    ).toMatchObject({
      adminId: 'ada',
      changes: { defaultFromAddress: { before: null, after: mailbox } },
    })
    expect(fixesIn((await host.get(root)).body)).toEqual([])
  })

  test('makes its domain the catch-all domain, changes nothing else, and leads back to General settings', async () => {
    await addServer(host, root, outlook)
    const data = {
      defaultFromAddress: mailbox,
      catchAllDomain: 'other.example',
      aliasDomain: 'alias.example',
      version: 4,
    }
    await db.generalSettings.create({ data })
    const { answer } = await press('/mail/general-settings', 'Use mein-shop.example as the catch-all domain')

    expect(answer.location).toBe('/mail/general-settings?done=saved')
    expect(await db.generalSettings.findFirstOrThrow()).toMatchObject({
      ...data,
      catchAllDomain: 'mein-shop.example',
      version: 5,
    })
  })
})

describe('someone else saved meanwhile', () => {
  test('the server: nothing is changed', async () => {
    const id = await addServer(host, root, { ...outlook, fromFilter: 'info@mein-shop.example' })
    const { again } = await press(`${root}/${id}`, `Add ${mailbox} to the From filter`)
    await db.outgoingServer.update({ where: { id }, data: { fromFilter: 'x.example', version: 5 } })

    expect((await again()).status).toBe(409)
    expect(await db.outgoingServer.findUniqueOrThrow({ where: { id } })).toMatchObject({
      fromFilter: 'x.example',
    })
  })

  test('General settings: nothing is changed', async () => {
    await addServer(host, root, outlook)
    const { again } = await press(root, `Use ${mailbox} as the default From`)
    await db.generalSettings.updateMany({ data: { defaultFromAddress: 'a@b.example', version: 9 } })

    expect((await again()).status).toBe(409)
    expect(await db.generalSettings.findFirstOrThrow()).toMatchObject({
      defaultFromAddress: 'a@b.example',
      version: 9,
    })
    expect(await db.activityEntry.count({ where: { what: 'general-settings.saved' } })).toBe(1)
  })
})

test('anything else than our forms is refused', async () => {
  const id = await addServer(host, root, own)
  const good = { correction: 'default-from', seen: '0', on: 'server' }
  const post = async (changes: Record<string, string>, as?: typeof vic) =>
    (await host.post(`${root}/${id}/corrections`, { ...good, ...changes }, as)).status

  expect(await post({ correction: 'priority' })).toBe(422)
  expect(await post({ seen: 'x' })).toBe(422)
  expect(await post({ on: 'https://evil.example' })).toBe(422)
  expect(await post({})).toBe(422)
  expect(await post({}, vic)).toBe(403)
  expect(await db.generalSettings.count()).toBe(0)
})

test('a viewer reads the notes and finds no button', async () => {
  await addServer(host, root, outlook)
  const { body } = await host.get(root, vic)

  expect(body).toContain('There is no default From yet')
  expect(fixesIn(body)).toEqual([])
})

test('the two ways to set it up are told where one chooses', async () => {
  for (const url of [root, `${root}/new`]) {
    const { body } = await inGerman(host, url)
    expect(body).toContain('Ein Postfach für alle E-Mails des Shops')
    expect(body).toContain('Alle senden aus dem eigenen Postfach')
    expect(body).toContain('href="/mail/many-servers">Viele anlegen …')
  }
  await addServer(host, root, outlook)
  expect((await host.get(root)).body).toContain('href="/mail/many-servers">Create many…')
})
