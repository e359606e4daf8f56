import { beforeEach, describe, expect, test } from 'vitest'
import { explainAnswer } from '../../src/outgoing-servers/explain-answer.ts'
import { useDatabase } from '../database.ts'
import { useHost, vic } from '../host.ts'
import { addServer, inGerman, mistakes, outlook, own } from './form.ts'

const db = useDatabase()
const host = useHost({ db, now: () => new Date('2026-11-24T12:00:00Z') })

const root = '/mail/outgoing-servers'
const add = (form: Record<string, string>) => addServer(host, root, form)
const asking = (from: string) => `${root}?from=${encodeURIComponent(from)}`
const ask = async (from: string) => (await host.get(asking(from))).body
const facts = (body: string) =>
  Object.fromEntries(
    [...body.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(([, label, value = '']) => [
      label,
      value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
    ]),
  )

/** A mailbox for orders, an own server for the rest of the domain, one for every sender. */
async function addServers() {
  await db.generalSettings.create({
    data: {
      customEmailServers: true,
      defaultFromName: 'Mein Shop',
      defaultFromAddress: 'info@mein-shop.example',
      aliasDomain: 'mein-shop.example',
    },
  })

  return {
    orders: await add({ ...outlook, priority: '3', fromFilter: 'orders@mein-shop.example' }),
    domain: await add({ ...own, name: 'Domain', priority: '1', fromFilter: 'mein-shop.example' }),
    bulk: await add({ ...own, name: 'Bulk', priority: '2' }),
  }
}

describe('“Which server would send this?”', () => {
  beforeEach(addServers)

  test('asks with the default From to begin with, and answers nothing yet', async () => {
    const { body } = await host.get(root)

    expect(body).toContain('Which server would send this?')
    expect(body).toContain('value="&quot;Mein Shop&quot; &lt;info@mein-shop.example&gt;"')
    expect(body).not.toContain('would send this</a>')
    expect((await inGerman(host, root)).body).toContain('Welcher Server würde das senden?')
  })

  test('an exact address beats the domain on an earlier server', async () => {
    const body = await ask('Ada <orders@mein-shop.example>')

    expect(body).toContain('“Orders” would send this')
    expect(facts(body)).toEqual({
      Why: 'Its From filter names this address.',
      'Matching entry': 'orders@mein-shop.example',
      'From used': '"Ada" <orders@mein-shop.example>',
      'Envelope sender': 'orders@mein-shop.example',
    })
    expect(body).toContain('Domain</a>: names only the domain; an exact address goes first')
    expect(body).toContain('Bulk</a>: takes every sender; a filter that fits goes first')
    expect(body).toContain('value="Ada &lt;orders@mein-shop.example&gt;"')
  })

  test('under another From the name stays, replies reach the customer, and delivery reports the shop', async () => {
    const body = await ask('Kurt <kurt@customer.example>')

    expect(body).toContain('“Domain” would send this')
    expect(facts(body)).toMatchObject({
      'Matching entry': 'mein-shop.example',
      'From used': '"Kurt" <info@mein-shop.example>',
      'Replies go to': '"Kurt" <kurt@customer.example>',
      'Envelope sender': 'bounce@mein-shop.example',
    })
    expect(body).toContain('No From filter lets kurt@customer.example send')
    expect(body).toContain('Orders</a>: its From filter does not fit')
  })

  test('nothing typed asks for the mail of the system itself', async () => {
    expect(facts(await ask(' '))).toMatchObject({ 'From used': '"Mein Shop" <info@mein-shop.example>' })
  })

  test('what is no From is told at its field, in the language of the reader', async () => {
    for (const typed of ['info', 'a@b.example, c@d.example', 'ok@x.example\r\nRCPT TO:<evil@x.example>']) {
      const { status, body } = await host.get(asking(typed))
      expect(status).toBe(422)
      expect(mistakes(body)).toEqual({
        from: 'Enter one address, like info@mein-shop.de or Mein Shop &lt;info@mein-shop.de&gt;',
      })
      expect(body).toContain('<title>Error:')
    }
    const german = await inGerman(host, asking('info'))
    expect(german).toMatchObject({ status: 422 })
    expect(german.body).toContain('Geben Sie eine Adresse ein, zum Beispiel info@mein-shop.de oder')
  })

  test('letters that need SMTPUTF8 are told before the mail is sent', async () => {
    const { status, body } = await host.get(asking('jürgen@mein-shop.example'))

    expect(status).toBe(422)
    expect(mistakes(body)['from']).toContain('jürgen@mein-shop.example has letters before the @')
  })

  test('what was typed is shown as text', async () => {
    const script = '"<script>alert(1)</script>" <kurt@customer.example>'

    expect(await ask(script)).not.toContain('<script>alert')
    expect(facts(await ask(script))['Replies go to']).toBe(script)
    expect(await ask('<script>alert(1)</script>')).not.toContain('<script>alert')
  })

  test('of several questions the first counts', async () => {
    const { body } = await host.get(`${root}?from=orders@mein-shop.example&from=x`)

    expect(body).toContain('“Orders” would send this')
  })

  test('a viewer may ask as well', async () => {
    const { status, body } = await host.get(asking('orders@mein-shop.example'), vic)

    expect(status).toBe(200)
    expect(body).toContain('“Orders” would send this')
  })
})

describe('the answer warns', () => {
  test('where an Outlook mailbox would send under an address it may not own', async () => {
    const { orders } = await addServers()
    await db.outgoingServer.update({
      where: { id: orders },
      data: { priority: 0, fromFilter: 'mein-shop.example' },
    })

    expect(await ask('service@mein-shop.example')).toContain(
      'Microsoft lets orders@mein-shop.example send as service@mein-shop.example only with',
    )
  })

  test('where no From filter fits', async () => {
    await add({ ...outlook, fromFilter: 'orders@mein-shop.example' })
    const body = await ask('kurt@customer.example')

    expect(body).toContain('“Orders” would send this')
    expect(body).toContain('The first server is taken; it may refuse the mail.')
    expect(body).toContain('Add kurt@customer.example or its domain to the From filter')
  })

  test('where custom email servers are off', async () => {
    await add(outlook)

    expect(await ask('orders@mein-shop.example')).toContain(
      'Custom email servers are off: nothing is sent now.',
    )
  })

  test('where no server is in use', async () => {
    const id = await add(outlook)
    await host.post(`${root}/${id}/archiving`)
    const body = await ask('orders@mein-shop.example')

    expect(body).toContain('No outgoing server is in use. The mail would wait.')
    expect(body).toContain('Orders</a>: is archived')
  })

  test('where there is neither a From nor a default From', async () => {
    await add(outlook)
    const { status, body } = await host.get(asking(''))

    expect(status).toBe(422)
    expect(mistakes(body)['from']).toContain('There is no From, and General settings has no default From')
  })

  test('of many servers some are told, and how many more there are', async () => {
    await add({ ...outlook, priority: '1', fromFilter: 'orders@mein-shop.example' })
    const at = new Date()
    const more = Array.from({ length: 30 }, (_, n) => ({
      id: crypto.randomUUID(),
      name: `Server ${n}`,
      signInWith: 'password' as const,
      host: 'mail.example',
      port: 587,
      encryption: 'starttls' as const,
      connectionChangedAt: at,
      createdAt: at,
      updatedAt: at,
      updatedBy: 'Ada Admin',
    }))
    await db.outgoingServer.createMany({ data: more })
    const body = await ask('orders@mein-shop.example')

    expect(body.split('takes every sender;')).toHaveLength(21)
    expect(body).toContain('More servers: 10')
    const { passedOver, passedOverInAll } = await explainAnswer('a@b.example', {
      servers: host.mail.outgoingServers,
      settings: host.mail.generalSettings.get,
    })
    expect([passedOver.length, passedOverInAll]).toEqual([20, 30])
  })
})
