import { expect, test } from 'vitest'
import { NotFound, RuleBroken, SavedMeanwhile } from '../../src/errors.ts'
import { incomingServerForm } from '../../src/incoming-servers/incoming-server.ts'
import { createIncomingServers } from '../../src/incoming-servers/incoming-servers.ts'
import { incomingServerTexts } from '../../src/incoming-servers/texts.ts'
import { speak } from '../../src/language/text.ts'
import type { ConnectionRules } from '../../src/mail-servers/connection-form.ts'
import { passwordPlace } from '../../src/mail-servers/server-rows.ts'
import { mailServerTexts } from '../../src/mail-servers/texts.ts'
import { outgoingServerForm } from '../../src/outgoing-servers/outgoing-server.ts'
import { createOutgoingServers } from '../../src/outgoing-servers/outgoing-servers.ts'
import { outgoingServerTexts } from '../../src/outgoing-servers/texts.ts'
import type { Database } from '../../src/storage/database.ts'
import { describeOnBothDatabases } from '../postgres.ts'
import { ada, now, secrets, start, twentyAtOnce } from './at-once.ts'

const rules: ConnectionRules = {
  outlook: { host: 'outlook.example', port: 587, encryption: 'starttls' },
  isPort: () => true,
  mayBeAllowed: () => true,
  allowPlaintext: false,
}
const typed = {
  version: '0',
  name: 'Orders',
  priority: '10',
  signInWith: 'password',
  username: 'shop',
  password: 'correct horse battery',
  host: 'mail.mein-shop.example',
  port: '465',
  encryption: 'tls',
}
type Typed = Partial<typeof typed>

const outgoingForm = outgoingServerForm(speak({ ...mailServerTexts, ...outgoingServerTexts }, 'en'), rules)
const incomingForm = incomingServerForm(speak({ ...mailServerTexts, ...incomingServerTexts }, 'en'), rules)

/** Both kinds behind the same words, for what is true of both. */
function outgoing(db: Database) {
  const servers = createOutgoingServers({ db, secrets, now, defaultFrom: async () => null })
  const input = (more: Typed = {}) => outgoingForm.parse({ ...typed, ...more })

  return {
    ...servers,
    add: (more?: Typed) => servers.add(input(more), ada),
    change: (id: string, more?: Typed) => servers.change(id, input(more), ada),
    sealed: async (id: string) => (await db.outgoingServer.findUnique({ where: { id } }))?.sealedPassword,
    place: (id: string) => passwordPlace('OutgoingServer', id),
  }
}

function incoming(db: Database) {
  const servers = createIncomingServers({ db, secrets, now })
  const input = (more: Typed = {}) => incomingForm.parse({ ...typed, ...more })

  return {
    ...servers,
    add: (more?: Typed) => servers.add(input(more), ada),
    change: (id: string, more?: Typed) => servers.change(id, input(more), ada),
    sealed: async (id: string) => (await db.incomingServer.findUnique({ where: { id } }))?.sealedPassword,
    place: (id: string) => passwordPlace('IncomingServer', id),
  }
}

for (const [kind, open] of [
  ['outgoing', outgoing],
  ['incoming', incoming],
] as const) {
  describeOnBothDatabases(`${kind} servers`, (db) => {
    const servers = open(db)
    const passwordOf = async (id: string) => secrets.open((await servers.sealed(id)) ?? '', servers.place(id))

    test('come back as they were added, without the password', async () => {
      const { id } = await servers.add()

      const { password, version: _, ...shown } = typed
      const server = await servers.get(id)
      expect(server).toMatchObject({ ...shown, port: 465, priority: 10, version: 1, hasPassword: true })
      expect(server).toMatchObject({ createdAt: start, updatedBy: 'Ada', archivedAt: null })
      expect(server).not.toHaveProperty('sealedPassword')
      expect(await passwordOf(id)).toBe(password)
    })

    test('of twenty with one name, added at once, one is there', async () => {
      const { done, errors } = await twentyAtOnce(() => servers.add())

      expect(errors).toEqual({ RuleBroken: 19 })
      expect(await servers.list()).toMatchObject(done)
      expect(await db.activityEntry.count()).toBe(1)
    })

    test('of twenty saves at once one wins, whole, and the others are told', async () => {
      const { id } = await servers.add()

      const { done, errors } = await twentyAtOnce((no) =>
        servers.change(id, { version: '1', name: `Server ${no}`, password: `password ${no}` }),
      )

      expect(done).toHaveLength(1)
      expect(errors).toEqual({ SavedMeanwhile: 19 })
      const { name, version } = await servers.get(id)
      expect(version).toBe(2)
      expect(name.replace('Server', 'password')).toBe(await passwordOf(id))
    })

    test('of twenty that take the same new name at once one gets it', async () => {
      const added = await Promise.all(
        Array.from({ length: 20 }, (_, no) => servers.add({ name: `Server ${no}` })),
      )

      const { done, errors } = await twentyAtOnce((no) =>
        servers.change(added[no]?.id ?? '', { version: '1', name: 'Orders' }),
      )

      expect(done).toHaveLength(1)
      expect(errors).toEqual({ RuleBroken: 19 })
      expect((await servers.list()).filter(({ name }) => name === 'Orders')).toHaveLength(1)
    })

    test('an empty password keeps the one stored; an old form changes nothing', async () => {
      const { id } = await servers.add()

      await servers.change(id, { version: '1', password: '', name: 'Renamed' })
      await expect(servers.change(id, { version: '1' })).rejects.toThrow(SavedMeanwhile)

      expect(await servers.get(id)).toMatchObject({ name: 'Renamed', version: 2 })
      expect(await passwordOf(id)).toBe(typed.password)
    })

    test('archived ones leave the list, keep their name, and come back', async () => {
      const { id } = await servers.add()

      await servers.archive(id, ada)
      expect(await servers.list()).toEqual([])
      expect(await servers.list({ archived: true })).toMatchObject([{ id, archivedAt: start }])
      await expect(servers.add()).rejects.toThrow(RuleBroken)

      await servers.restore(id, ada)
      expect(await servers.list()).toMatchObject([{ id, archivedAt: null }])
    })

    test('a removed one is gone, and its name free', async () => {
      const { id } = await servers.add()

      await servers.remove(id, ada)

      await expect(servers.get(id)).rejects.toThrow(NotFound)
      await expect(servers.change(id)).rejects.toThrow(NotFound)
      expect(await servers.add()).not.toEqual({ id })
    })

    test('removed twenty times at once it goes once', async () => {
      const { id } = await servers.add()

      const { done } = await twentyAtOnce(() => servers.remove(id, ada))

      expect(done).toHaveLength(1)
      expect(await db.activityEntry.count()).toBe(2)
    })
  })
}
