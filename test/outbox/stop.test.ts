import { expect, test } from 'vitest'
import { openDatabase } from '../../src/storage/database.ts'
import { builtScript } from '../built.ts'
import { startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'
import { createProcesses, furnish, sendMails } from './crash-runs.ts'

describeOnPostgres('a process that is asked to stop', () => {
  const postgres = usePostgres()

  test('ends the mail under way, gives back the others and its connections, and nothing is lost', async () => {
    const microsoft = await startMicrosoft365()
    const where = { url: postgres.url, dataDir: 'memory://' }
    await furnish(microsoft, where)
    const { db, close } = await openDatabase(where)
    await sendMails(db, 8)
    microsoft.faults.on('slow')
    microsoft.setSlowness(100)
    const script = await builtScript('test/outbox/delivery-process.ts')
    const processes = createProcesses(microsoft, where, script)
    const child = processes.begin({})
    await expect.poll(() => microsoft.received.length, { timeout: 30_000 }).toBeGreaterThan(0)
    child.process.kill('SIGTERM')
    expect(await child.killed).toBe(false)

    const mails = await db.outboxMail.findMany({ select: { state: true, leaseUntil: true } })
    expect(mails.filter(({ state }) => state === 'sent')).toHaveLength(microsoft.received.length)
    expect(mails.filter(({ state }) => state === 'waiting').length).toBeGreaterThan(0)
    expect(mails.every(({ leaseUntil }) => leaseUntil === null)).toBe(true)
    expect(await db.sendingSlot.count({ where: { no: { gt: 0 } } })).toBe(0)

    microsoft.faults.off('slow')
    expect(await processes.deliver({})).toBe(false)
    expect(microsoft.received).toHaveLength(8)
    await close()
    await microsoft.close()
  }, 120_000)
})
