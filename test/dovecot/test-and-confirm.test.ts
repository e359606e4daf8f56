import { beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { dovecotIsAvailable } from '../dovecot.ts'
import { mail } from '../microsoft-365/mailboxes.ts'
import { needs } from '../needs.ts'
import { openInbox, stateOf } from './inbox.ts'
import { useShop } from './shop.ts'

const address = 'orders@mein-shop.example'
const hoursMs = 60 * 60 * 1000

describe.runIf(needs('Dovecot 2.3', dovecotIsAvailable()))('reading from a real Dovecot', () => {
  const db = useDatabase()
  const shop = useShop(db)
  beforeAll(async () => {
    await deliver('Where is my order 4711?')
    await deliver('Thank you')
    const reader = await openInbox({ ...shop, address }, 'to change')
    await reader.messageFlagsAdd('1', ['\\Seen', '\\Flagged'])
    await reader.logout()
    await deliver('Nobody has seen this one yet')
  })

  function deliver(subject: string): Promise<void> {
    const from = 'Clara Kundin <clara@kunden.example>'

    return shop.dovecot.deliver(
      address,
      mail({ from, to: address, subject, date: new Date(), text: 'Hello' }),
    )
  }

  const confirmed = () =>
    db.incomingServer.findFirstOrThrow({ select: { confirmedAt: true, lastTestState: true } })

  test('Test & confirm passes every step and confirms the incoming server', async () => {
    const id = await shop.connect()

    const { state, steps } = await shop.testAndConfirm(id)

    expect(state).toBe('passed')
    expect(steps.map((step) => `${step.id} ${step.state}`)).toEqual([
      'dns passed',
      'tcp passed',
      'tls passed',
      'capabilities passed',
      'token passed',
      'auth passed',
      'folder passed',
      'header passed',
      'end passed',
    ])
    expect(evidenceOf(steps)).toMatchObject({
      certificateName: 'localhost',
      mechanisms: ['XOAUTH2'],
      folder: 'INBOX',
      count: 3,
      subject: true,
    })
    expect(await confirmed()).toEqual({ confirmedAt: expect.any(Date), lastTestState: 'passed' })
    expect(shop.microsoft.calls.refresh).toBe(0)
  })

  test('a test changes nothing in the mailbox and marks nothing as read', async () => {
    const id = await shop.connect()
    const before = await stateOf({ ...shop, address })

    const { state } = await shop.testAndConfirm(id)

    expect(state).toBe('passed')
    expect(await stateOf({ ...shop, address })).toEqual(before)
    expect(before.flags).toEqual([
      [1, ['\\Flagged', '\\Seen']],
      [2, []],
      [3, ['\\Recent']],
    ])
    expect(before.fresh).toHaveLength(1)
  })

  test('a missing folder is answered with the folders that exist', async () => {
    const id = await shop.connect({ folder: 'INBOX/Shop' })

    const { id: testId, failure } = await shop.testAndConfirm(id)

    expect(failure?.cause).toBe('folder-missing')
    expect(failure?.folders?.toSorted()).toEqual([
      'Archive',
      'Deleted Items',
      'Drafts',
      'INBOX',
      'Junk Email',
      'Sent Items',
    ])
    expect((await shop.host.get(`/mail/connection-tests/${testId}`)).body).toMatch(/Choose: .*Sent Items/)
    expect(await confirmed()).toEqual({ confirmedAt: null, lastTestState: 'failed' })
  })

  test('a token that has become worthless is renewed once, and the test passes with the new one', async () => {
    const id = await shop.connect()
    shop.clock.aheadMs = 2 * hoursMs

    const { state, steps } = await shop.testAndConfirm(id)

    expect(state).toBe('passed')
    expect(steps.find((step) => step.id === 'auth')?.evidence).toMatchObject({ retried: true })
    expect(shop.microsoft.calls.refresh).toBe(1)
  })

  test('a withdrawn sign-in fails after exactly one renewal, and says that it was withdrawn', async () => {
    const id = await shop.connect()
    shop.microsoft.faults.on('revoked-token')

    const { state, failure, steps } = await shop.testAndConfirm(id)

    expect(state).toBe('failed')
    expect(failure?.cause).toBe('sign-in-withdrawn')
    expect(steps.find((step) => step.state === 'failed')?.id).toBe('auth')
    expect(shop.microsoft.calls).toMatchObject({ introspect: 1, refresh: 1 })
    expect(await confirmed()).toEqual({ confirmedAt: null, lastTestState: 'failed' })
  })

  test('a mailbox that refuses the renewed token as well is not asked a third time', async () => {
    const id = await shop.connect()
    shop.microsoft.faults.on('imap-refuses-sign-in')

    const { state, failure } = await shop.testAndConfirm(id)

    expect(state).toBe('failed')
    expect(failure).toMatchObject({ cause: 'reading-refused', signInWith: 'outlook' })
    expect(shop.microsoft.calls).toMatchObject({ introspect: 2, refresh: 1 })
  })
})

function evidenceOf(steps: { evidence?: object }[]): object {
  return Object.assign({}, ...steps.map(({ evidence }) => evidence))
}
