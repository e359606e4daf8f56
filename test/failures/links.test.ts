import { expect, test } from 'vitest'
import { type Cause, causes, isCause } from '../../src/failures/causes.ts'
import { type Explanation, explain } from '../../src/failures/explain.ts'
import { useDatabase } from '../database.ts'
import { useHost } from '../host.ts'

const db = useDatabase()
const host = useHost({ db })
const ids = Object.keys(causes).filter(isCause)
const microsoftHosts = [
  'entra.microsoft.com',
  'admin.microsoft.com',
  'admin.exchange.microsoft.com',
  'security.microsoft.com',
]

function linkOf(cause: Cause): NonNullable<Explanation['link']> {
  const { link } = explain({ cause }, 'en')
  if (!link) throw new Error(`${cause} leads nowhere`)

  return link
}

/** Each address once, with a cause that leads there. */
const linked = ids.filter((cause) => causes[cause].link)
const inside = [...new Set(linked.flatMap((cause) => linkOf(cause).path ?? []))]

test.each(linked)('%s leads to one place, named in both languages', (cause) => {
  const { url, path } = linkOf(cause)

  expect([url, path].filter(Boolean)).toHaveLength(1)
  expect(explain({ cause }, 'en').link?.text).toMatch(/^Open /)
  expect(explain({ cause }, 'de').link?.text).toMatch(/öffnen/)
})

test.each(inside)('%s is a page an admin can open, with the part that is meant', async (path) => {
  const [page = '', part] = path.split('#')
  const { status, body } = await host.get(`/mail${page}`)

  expect(status).toBe(200)
  if (part) expect(body).toContain(`id="${part}"`)
})

test('what leads away leads to Microsoft, encrypted', () => {
  const urls = linked.flatMap((cause) => linkOf(cause).url ?? []).map((url) => new URL(url))

  expect(urls.length).toBeGreaterThan(0)
  for (const { protocol, host, port } of urls) {
    expect(protocol).toBe('https:')
    expect(port).toBe('')
    expect(microsoftHosts).toContain(host)
  }
})

test('where the server is known, its own page is meant, and there or beside its button nothing is', () => {
  const of = (server?: '/outgoing-servers/4711' | 'linked') =>
    explain({ cause: 'connection-refused' }, 'en', { server }).link

  expect(of('/outgoing-servers/4711')).toMatchObject({
    text: 'Open the server',
    path: '/outgoing-servers/4711',
  })
  expect(of('linked')).toBeUndefined()
  expect(of()).toMatchObject({ text: 'Open outgoing servers', path: '/outgoing-servers' })
})

test('what only reading can meet leads to the servers that read', () => {
  expect(linkOf('folder-missing').path).toBe('/incoming-servers')
  expect(linkOf('mailbox-not-numbered').path).toBe('/incoming-servers')
})

test('Troubleshooting shows the link of every cause', async () => {
  const { body } = await host.get('/mail/troubleshooting')

  for (const cause of linked) {
    const [, card = ''] = new RegExp(`id="${cause}">([\\s\\S]*?)</section>`).exec(body) ?? []
    const { url, path } = linkOf(cause)
    expect(card, cause).toContain(`href="${url ?? `/mail${path}`}"`)
  }
})
