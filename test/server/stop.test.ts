import { expect, test } from 'vitest'
import { z } from 'zod'
import { createSend } from '../../src/outbox/send.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { freePort } from '../free-port.ts'
import { startPlainServer } from '../outbox/plain-server.ts'
import { addPasswordServer, addSettings, key, secrets } from '../outbox/shop.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'
import { startProcess, useProcesses } from './process.ts'

useProcesses()
const slow = { timeout: 120_000 }
const reported = z.object({
  attention: z.array(z.string()),
  details: z.object({
    workers: z.array(z.object({ isAlive: z.boolean() })),
    servers: z.array(z.object({ direction: z.string(), state: z.string() })),
    mails: z.object({ outbox: z.record(z.string(), z.number()) }),
  }),
})

function signal() {
  let give = () => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })

  return { given, give }
}

describeOnPostgres('a server', () => {
  const postgres = usePostgres()

  test(
    'tells its state beside itself; told to end, it is not ready at once, ends what is under way and leaves the rest',
    slow,
    async () => {
      const [handedOver, accepting] = [signal(), signal()]
      const mailServer = await startPlainServer(async (line) => {
        if (line !== '.') return undefined
        handedOver.give()
        await accepting.given

        return '250 2.0.0 OK'
      })
      const { db, close } = await openDatabase({ url: postgres.url, dataDir: 'memory://' })
      await addSettings(db)
      const id = await addPasswordServer(db, mailServer.port, 'secret')
      await db.outgoingServer.update({ where: { id }, data: { encryption: 'none' } })
      const send = createSend({ db, secrets, now: () => new Date(), stored: () => {} })
      const numbers = [1, 2, 3, 4, 5, 6]
      for (const no of numbers)
        await send({ to: 'kundin@example.com', subject: `Mail ${no}`, text: 'Danke!' })
      const port = String(await freePort())
      const environment = {
        ...{ DATABASE_URL: postgres.url, PORT: port, MAIL_KEYS: `k1:${key.toString('base64')}` },
        ...{ MAIL_ALLOW_NETS: '127.0.0.0/8 ::1/128', MAIL_ALLOW_PORTS: String(mailServer.port) },
        MAIL_ALLOW_PLAINTEXT: 'true',
      }
      const server = startProcess(environment)
      await server.says('is running')
      await handedOver.given
      const ready = async () => {
        const answer = await fetch(`http://localhost:${port}/readyz`)

        return {
          status: answer.status,
          ...z.object({ failed: z.array(z.string()) }).parse(await answer.json()),
        }
      }
      expect(await ready()).toEqual({ status: 200, failed: [] })
      const status = startProcess(environment, 'status', '--json')
      expect(await status.ended, status.said.error).toBe(0)
      const { details, attention } = reported.parse(JSON.parse(status.said.out))
      expect(attention).toEqual([])
      expect(details.workers).toEqual([{ isAlive: true }])
      expect(details.servers).toEqual([{ direction: 'outgoing', state: 'ok' }])
      expect(details.mails.outbox['sending']).toBeGreaterThan(0)

      const ended = server.stop('SIGTERM')
      await expect.poll(ready).toEqual({ status: 503, failed: ['stopping', 'worker'] })
      accepting.give()
      expect(await ended).toBe(0)

      const mails = await db.outboxMail.findMany({ select: { state: true, leaseUntil: true } })
      const left = mails.filter(({ state }) => state === 'sent')
      expect(left).toHaveLength(mailServer.subjects.length)
      expect(left.length).toBeGreaterThan(0)
      expect(mails.filter(({ state }) => state === 'waiting')).toHaveLength(numbers.length - left.length)
      expect(left.length).toBeLessThan(numbers.length)
      expect(mails.every(({ leaseUntil }) => leaseUntil === null)).toBe(true)
      expect(await db.sendingSlot.count({ where: { no: { gt: 0 } } })).toBe(0)
      expect(await db.worker.count({ where: { stoppedAt: { not: null } } })).toBe(1)
      await close()
      await mailServer.close()
    },
  )
})
