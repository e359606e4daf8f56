import { expect, test } from 'vitest'
import type { Lookup } from '../../src/network/guard.ts'
import { useDatabase } from '../database.ts'
import { at } from '../inbox/shop.ts'
import { makeCertificates } from '../microsoft-365/certificates.ts'
import { status, useReceiver } from './receiver.ts'
import { handOverOf, later, portOf, receive, setWebhook, statesOf } from './shop.ts'

const certificates = await makeCertificates()
const db = useDatabase()
const receiver = useReceiver(certificates.good)
const elsewhere = useReceiver(certificates.good)

function shopAt(more: Parameters<typeof handOverOf>[1] = {}) {
  return handOverOf(db, {
    ca: certificates.ca,
    ports: [receiver, elsewhere].map(({ url }) => portOf(url)),
    ...more,
  })
}

async function reasonOf(id = ''): Promise<unknown> {
  const { handOverReason } = await db.inboxMail.findUniqueOrThrow({ where: { id } })

  return handOverReason
}

const answering =
  (...addresses: string[]): Lookup =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

test('a webhook with a certificate of our own authority (EXTRA_CA_FILE) gets the mails, encrypted', async () => {
  const ids = await receive(db, 'eins')
  const shop = shopAt()
  await setWebhook(shop, receiver.url)
  await shop.handOverDue()

  expect(receiver.url).toMatch(/^https:/)
  expect(receiver.calls.map(({ headers }) => headers['x-mailroom-id'])).toEqual(ids)
  expect(await statesOf(db, ids)).toEqual(['done 1'])
})

test.for(['selfSigned', 'expired', 'otherHost'] as const)(
  'a %s certificate: nothing is sent, the reason is told, and the mail comes once it is put right',
  async (wrong) => {
    const ids = await receive(db, 'eins')
    const clock = { now: at }
    const shop = shopAt({ clock })
    await setWebhook(shop, receiver.url)
    receiver.show(certificates[wrong])
    await shop.handOverDue()

    expect(receiver.calls).toEqual([])
    expect(await statesOf(db, ids)).toEqual(['waiting 1'])
    expect(await reasonOf(ids[0])).toEqual({
      text: {
        en: expect.stringContaining('The certificate of the webhook is not trusted'),
        de: expect.stringContaining('Dem Zertifikat des Webhooks wird nicht vertraut'),
      },
    })
    expect(await db.inboxSettings.findFirst()).toMatchObject({
      webhookFailure: {
        cause: 'webhook-certificate',
        host: 'localhost',
        code: expect.stringMatching(/^[A-Z_]+$/),
      },
    })
    receiver.show(certificates.good)
    clock.now = later(1)
    await shop.handOverDue()

    expect(receiver.calls.map(({ headers }) => headers['x-mailroom-id'])).toEqual(ids)
    expect(await statesOf(db, ids)).toEqual(['done 2'])
  },
)

test('an authority that nobody entered is not trusted', async () => {
  const ids = await receive(db, 'eins')
  const shop = handOverOf(db, { ports: [portOf(receiver.url)] })
  await setWebhook(shop, receiver.url)
  await shop.handOverDue()

  expect(receiver.calls).toEqual([])
  expect(JSON.stringify(await reasonOf(ids[0]))).toContain('not trusted')
})

test('the certificate must be for the name, though the connection goes to the address that was checked', async () => {
  const ids = await receive(db, 'eins')
  let asked = 0
  const shop = shopAt({
    // As a name server that leads elsewhere when asked a second time.
    lookup: async () => [{ address: asked++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }],
  })
  receiver.show(certificates.otherHost)
  await setWebhook(shop, `https://mail.other.example:${portOf(receiver.url)}/`)
  await shop.handOverDue()

  expect(asked).toBe(1)
  expect(receiver.calls.map(({ headers }) => headers.host)).toEqual([
    `mail.other.example:${portOf(receiver.url)}`,
  ])
  expect(await statesOf(db, ids)).toEqual(['done 1'])
})

test.for([
  ['10.0.0.1'],
  ['192.168.1.1'],
  ['169.254.169.254'],
  ['fd00:ec2::254'],
  ['::ffff:10.0.0.1'],
  ['fe80::1'],
  ['127.0.0.1', '10.0.0.1'],
])('T97: a name that leads to %j is refused before a socket is opened', async (addresses) => {
  const ids = await receive(db, 'eins')
  const shop = shopAt({ lookup: answering(...addresses) })
  await setWebhook(shop, receiver.url)
  await shop.handOverDue()

  expect(receiver.calls).toEqual([])
  expect(JSON.stringify(await reasonOf(ids[0]))).toContain('inside your network and blocked')
  expect(await statesOf(db, ids)).toEqual(['waiting 1'])
})

test.for([301, 302, 303, 307, 308])(
  'a redirect (%d) is not followed: the mail goes to no second address',
  async (code) => {
    const ids = await receive(db, 'eins')
    const shop = shopAt()
    await setWebhook(shop, receiver.url)
    receiver.answer = status(code, { location: elsewhere.url })
    await shop.handOverDue()

    expect(receiver.calls).toHaveLength(1)
    expect(elsewhere.calls).toEqual([])
    expect(await reasonOf(ids[0])).toMatchObject({
      text: { en: `The webhook leads to another address (${code})` },
    })
  },
)
