import { describe, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { bombs } from './corpus/bombs.ts'
import { broken } from './corpus/broken.ts'
import { encodings } from './corpus/encodings.ts'
import type { MailCase } from './corpus/mail-case.ts'
import { reports } from './corpus/reports.ts'
import { structures } from './corpus/structures.ts'
import { bytes, mailWith, processingOf, storeMail, theParser } from './shop.ts'

const corpus = [...encodings, ...broken, ...structures, ...reports, ...bombs]
const megabyte = 1024 * 1024
/** The largest would keep the embedded database busy and prove nothing more. */
const stored = corpus.filter(({ raw }) => raw.length < megabyte)

/** `toMatchObject` would not look for what must be absent. */
function expectFacts(read: object, facts: NonNullable<MailCase['facts']>): void {
  const present = Object.entries(facts).filter(([, value]) => value !== undefined)
  expect(read).toMatchObject(Object.fromEntries(present))
  for (const [name, value] of Object.entries(facts))
    if (value === undefined) expect(read).toHaveProperty(name, undefined)
}

test.each(corpus)('read: $name', async ({ raw, facts, limit }) => {
  const result = await theParser().parseReceived(bytes(raw))

  if (limit !== undefined) expect(result).toMatchObject({ limit })
  else if ('mail' in result) expectFacts(result.mail, facts ?? {})
  else expect(result).toHaveProperty('mail')
})

describe('in the database', () => {
  const db = useDatabase()

  test('T71: each is stored, processed or set aside with a reason, and the next mail is processed', async () => {
    const before = process.memoryUsage().rss
    for (const { raw, name } of stored) await storeMail(db, raw, { folder: name })
    await storeMail(db, mailWith(), { folder: 'next' })
    const { processDue, failures } = processingOf(db)
    await processDue()

    const mails = await db.inboxMail.findMany({
      select: { folder: true, state: true, reason: true, attempts: true },
    })
    const states = new Map(mails.map(({ folder, ...mail }) => [folder, mail]))
    for (const { name, limit } of stored)
      expect(states.get(name), name).toMatchObject(
        limit
          ? {
              state: 'attention',
              attempts: 1,
              reason: { text: { de: expect.stringContaining('nicht gelesen') } },
            }
          : { state: 'processed', attempts: 1 },
      )
    expect(states.get('next')).toMatchObject({ state: 'processed' })
    expect(failures).toEqual([])
    expect(process.memoryUsage().rss - before).toBeLessThan(512 * megabyte)
  }, 60_000)
})

test('of 200 megabytes no more is taken than a mail may have', async () => {
  let sent = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (; sent < 200; sent++) yield new Uint8Array(megabyte)
  }

  expect(await theParser().parseReceived(endless())).toEqual({ limit: 'mail' })
  expect(sent).toBeLessThan(40)
})
