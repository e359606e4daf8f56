import { describe, expect, test } from 'vitest'
import type { AccessToken } from '../../src/microsoft/access-tokens.ts'
import { useDatabase } from '../database.ts'
import { dovecotIsAvailable } from '../dovecot.ts'
import { needs } from '../needs.ts'
import { useBoxes } from './boxes.ts'

const minutes = 60
const hours = 60 * minutes
const days = 24 * hours
const soon = { timeout: 15_000, interval: 20 }
const asksForMail = /UID FETCH .*BODY/

describe.runIf(needs('Dovecot 2.3', dovecotIsAvailable()))('a real Dovecot that breaks off', () => {
  const db = useDatabase()
  const boxes = useBoxes(db)

  const lastFailure = async (id: string) => (await boxes().shop.lastRun(id)).lastFailure

  test('R7: cut at twenty places of a mail, every mail is stored once and none by half', async () => {
    const { shop, door, add, worker } = boxes()
    const box = await add()
    for (let no = 1; no <= 24; no++)
      await box.deliver(`Mail ${no}`, 'z'.repeat(no % 9 === 0 ? 1_100_000 : 3000))
    const { prints } = await box.look()
    const reader = worker()
    for (let no = 0; no < 20; no++) {
      // The first of a connection, or one after it; the long ones come in pieces.
      door.plan.cut = { mail: no % 3, share: no / 19 }
      expect(await shop.fetch(box.id, reader)).toMatchObject({ lastFailure: { cause: 'connection-broken' } })
      shop.later(hours)
    }

    expect(await db.inboxMail.count()).toBeLessThan(prints.length)
    expect(await shop.fetch(box.id, reader)).toMatchObject({ lastFailure: null })
    expect(await box.stored()).toEqual(prints)
    expect(await db.inboxChunk.count()).toBe(2 * 4)
  })

  test('R7: a server that says goodbye between two pieces of work, and is away for a while', async () => {
    const { shop, door, dovecot, add, worker } = boxes()
    const box = await add()
    for (let no = 1; no <= 120; no++) await box.deliver(`Mail ${no}`)
    const { prints } = await box.look()
    let asked = 0
    door.plan.before = async (command) => {
      if (asksForMail.test(command) && ++asked === 2) await dovecot.stop()
    }
    const reader = worker()
    expect(await shop.fetch(box.id, reader)).toMatchObject({ lastFailure: { cause: 'reading-interrupted' } })
    expect(await box.stored()).toEqual(prints.slice(0, 50))
    shop.later(hours)
    expect(await shop.fetch(box.id, reader)).toMatchObject({ lastFailure: { cause: 'connection-broken' } })
    await dovecot.start()
    shop.later(hours)

    expect(await shop.fetch(box.id, reader)).toMatchObject({ lastFailure: null })
    expect(await box.stored()).toEqual(prints)
  })

  test('R7: a session that ends with its token goes on at once, and is no failure', async () => {
    const { shop, microsoft, door, add, worker } = boxes()
    const box = await add()
    await box.deliver('First')
    await shop.fetch(box.id, worker({ leaseSeconds: days }))
    await expect.poll(() => door.idling(), soon).toBe(1)
    const signIns = microsoft.calls.introspect
    door.sayBye('Session invalidated - AccessTokenExpired')
    await box.deliver('On the new session')

    await expect.poll(box.stored, soon).toHaveLength(2)
    expect(microsoft.calls.introspect).toBe(signIns + 1)
    expect(await box.stored()).toEqual((await box.look()).prints)
    expect(await shop.lastRun(box.id)).toMatchObject({ failures: 0, lastFailure: null })
  })

  test('R7: a token that Dovecot does not take any more is renewed once, and the reading goes on', async () => {
    const { shop, microsoft, dovecot, add, worker } = boxes()
    const box = await add()
    await box.deliver('First')
    let renewals = 0
    let kept: AccessToken | undefined
    async function get(_: string, { force = false } = {}): Promise<AccessToken> {
      if (force) renewals += 1
      if (!kept || force)
        kept = {
          accessToken: microsoft.accessTokenFor(box.address),
          // As it was said to be; Microsoft has withdrawn it earlier.
          expiresAt: new Date(shop.now().getTime() + days * 1000),
          ...{ signedInAs: box.address, mailbox: box.address },
        }

      return kept
    }
    const reader = worker({ accessTokens: { get } })
    await shop.fetch(box.id, reader)
    await box.deliver('Second')
    dovecot.kick(box.address)
    await expect.poll(() => lastFailure(box.id), soon).not.toBeNull()
    shop.later(2 * hours)

    expect(await shop.fetch(box.id, reader)).toMatchObject({ lastFailure: null })
    expect(renewals).toBe(1)
    expect(await box.stored()).toEqual((await box.look()).prints)
  })
})
