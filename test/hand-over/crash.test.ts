import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { builtScript } from '../built.ts'
import { at, key } from '../inbox/shop.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'
import { ok, useReceiver } from './receiver.ts'
import { handOverOf, portOf, receive, setWebhook, statesOf } from './shop.ts'

describeOnPostgres('the hand-over on a PostgreSQL server', () => {
  const postgres = usePostgres()
  const receiver = useReceiver()
  const workerOn = (db: Database) => handOverOf(db, { ports: [portOf(receiver.url)], timeoutMs: 30_000 })

  test.for(['handler', 'webhook'] as const)(
    'killed at any point, a mail comes again under its id: the %s loses none, and who keeps ids sees each once',
    { timeout: 120_000 },
    async (by) => {
      const { open, close } = await opened()
      await setWebhook(workerOn(open), receiver.url)
      const ids = await receive(open, 'eins', 'zwei', 'drei', 'vier')

      expect(await runProcess(by, 'claimed')).toBe('SIGKILL')
      expect(gotIds()).toEqual([])
      await passTime(open)
      // The second mail: answered, and its end not yet saved.
      expect(await runProcess(by, 'answered', 2)).toBe('SIGKILL')
      expect(gotIds()).toEqual(ids.slice(0, 2))
      expect(await statesOf(open, ids)).toEqual(['done 2', 'waiting 1', 'waiting 0', 'waiting 0'])
      await passTime(open)
      expect(await runProcess(by)).toBeNull()

      expect(gotIds()).toEqual([ids[0], ids[1], ids[1], ids[2], ids[3]])
      expect([...new Set(gotIds())]).toEqual(ids)
      expect(await statesOf(open, ids)).toEqual(['done 2', 'done 2', 'done 1', 'done 1'])
      await close()
    },
  )

  test('two workers at once hand over each mail once', async () => {
    const [one, other] = [await opened(), await opened()]
    await setWebhook(workerOn(one.open), receiver.url)
    const ids = await receive(one.open, ...Array.from({ length: 20 }, (_, no) => `mail-${no}`))
    const held: ServerResponse[] = []
    receiver.answer = (answer) => {
      // The first mail is under way until there is a second one: both workers are at it.
      held.push(answer)
      if (receiver.calls.length > 1) for (const one of held.splice(0)) ok(one)
    }
    await Promise.all([one, other].map(({ open }) => workerOn(open).handOverDue()))

    expect(gotIds().sort()).toEqual([...ids].sort())
    expect(new Set(await statesOf(one.open, ids))).toEqual(new Set(['done 1']))
    await Promise.all([one.close(), other.close()])
  })

  test('a mail of a killed worker is nobody else’s until its lease is over; then the other one takes it', async () => {
    const { open, close } = await opened()
    const other = workerOn(open)
    await setWebhook(other, receiver.url)
    const ids = await receive(open, 'eins', 'zwei', 'drei')
    expect(await runProcess('webhook', 'answered')).toBe('SIGKILL')
    await other.handOverDue()
    expect(gotIds()).toEqual(ids)
    expect(await statesOf(open, ids)).toEqual(['waiting 1', 'done 1', 'done 1'])

    await passTime(open)
    await other.handOverDue()
    expect(gotIds()).toEqual([...ids, ids[0]])
    expect(await statesOf(open, ids)).toEqual(['done 2', 'done 1', 'done 1'])
    await close()
  })

  test('a worker that was halted beyond its lease writes nothing over what the other one found', async () => {
    const [one, other] = [await opened(), await opened()]
    let go = (): void => {}
    const halted = new Promise<void>((resolve) => {
      go = resolve
    })
    const slow = handOverOf(one.open, { reached: (point) => (point === 'answered' ? halted : undefined) })
    slow.handle(() => {})
    const ids = await receive(one.open, 'eins')
    const handing = slow.handOverDue()
    await expect.poll(() => statesOf(one.open, ids)).toEqual(['waiting 1'])
    await passTime(one.open)
    const quick = workerOn(other.open)
    quick.handle(() => {
      throw new Error('no room')
    })
    await quick.handOverDue()
    go()
    await handing

    expect(await statesOf(one.open, ids)).toEqual(['waiting 2'])
    await Promise.all([one.close(), other.close()])
  })

  async function opened() {
    const { db, close } = await openDatabase({ url: postgres.url, dataDir: 'memory://' })

    return { open: db, close }
  }

  /** Runs a process to its end; answers the signal it died of. */
  async function runProcess(by: 'handler' | 'webhook', point?: string, times = 1): Promise<string | null> {
    const script = await builtScript('test/hand-over/hand-over-process.ts')
    const child = spawn(process.execPath, [script], { stdio: ['pipe', 'inherit', 'inherit'] })
    const orders = { url: postgres.url, receiver: receiver.url, key: key.toString('base64'), now: at }
    child.stdin.end(JSON.stringify({ ...orders, by, point, times }))
    const [, signal] = await once(child, 'exit')

    return signal
  }

  const gotIds = () => receiver.calls.map(({ headers }) => headers['x-mailroom-id'])
})

/** As if the time of every lease had passed. */
async function passTime(db: Database): Promise<void> {
  await db.inboxMail.updateMany({ where: { handOver: 'waiting' }, data: { leaseUntil: new Date(0) } })
}
