import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { parseFailure } from '../../src/failures/stored-failure.ts'
import { createGuard } from '../../src/network/guard.ts'
import { useDatabase } from '../database.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const soon = { timeout: 15_000, interval: 20 }
const everyPort = Array.from({ length: 65_535 }, (_, no) => no + 1)
const hasty = { silenceMs: 3000, answerMs: 4000, slowest: 1024 * 1024 }

const answers: Record<string, string> = {
  CAPABILITY: '* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR IDLE\r\n',
  EXAMINE: '* 1 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n* OK [UIDNEXT 2] n\r\n',
  SEARCH: '* SEARCH 1\r\n',
}

/** An IMAP server of good manners up to this command, to which `trap` answers. */
async function startTarpit(command: string, trap: (socket: TLSSocket, tag: string) => void): Promise<number> {
  const { cert, key } = shop().microsoft.certificates.good
  const sockets = new Set<Socket>()
  const server = createServer({ cert, key }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    if (command === 'greeting') return trap(socket, '*')
    socket.write('* OK ready\r\n')
    socket.on('data', (data) => {
      for (const line of data.toString('latin1').split('\r\n').filter(Boolean)) answer(socket, line)
    })
  })
  function answer(socket: TLSSocket, line: string): void {
    const [tag = '', verb = ''] = line.replace(' UID ', ' ').split(' ')
    if (verb === command) trap(socket, tag)
    else socket.write(`${answers[verb] ?? ''}${tag} OK done\r\n`)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  return (server.address() as AddressInfo).port
}

function repeat(socket: TLSSocket, bytes: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(bytes), everyMs)
  socket.on('close', () => clearInterval(timer))
}

const traps: [string, string, (socket: TLSSocket, tag: string) => void, string][] = [
  ['accepts and says nothing', 'greeting', () => {}, 'timed-out'],
  ['says nothing to the sign-in', 'AUTHENTICATE', () => {}, 'timed-out'],
  ['drips byte by byte', 'EXAMINE', (socket) => repeat(socket, '*', 100), 'timed-out'],
  [
    'never comes to an end',
    'EXAMINE',
    (socket) => repeat(socket, '* OK still busy\r\n'.repeat(10), 20),
    'timed-out',
  ],
  [
    'announces a mail of a gigabyte',
    'FETCH',
    (socket) => socket.write('* 1 FETCH (UID 1 BODY[] {1073741824}\r\nxx'),
    'not-a-mail-server',
  ],
  [
    'sends a line without an end',
    'SEARCH',
    (socket) => repeat(socket, '1 '.repeat(250_000), 5),
    'not-a-mail-server',
  ],
]

test('R21: servers that keep one waiting or flood one are given up, and no other mailbox waits for them', async () => {
  const worker = shop().worker({
    limits: hasty,
    guard: createGuard({ allowNets: ['127.0.0.0/8', '::1/128'], allowPorts: everyPort }),
  })
  const expected = new Map<string, string>()
  for (const [name, command, trap, cause] of traps) {
    const port = await startTarpit(command, trap)
    const { id } = await shop().addServer({ name, port })
    expected.set(id, cause)
  }
  const { id: good } = await shop().addServer({ name: 'good' })
  const rssBefore = process.memoryUsage().rss
  await worker.tick()
  await expect
    .poll(() => db.fetching.count({ where: { lastFailureAt: { not: null } } }), soon)
    .toBe(traps.length)
  const runs = await db.fetching.findMany({ where: { lastFailureAt: { not: null } } })
  expect(runs.map(({ serverId, lastFailure }) => [serverId, lastFailure])).toEqual(
    expect.arrayContaining([...expected].map(([id, cause]) => [id, expect.objectContaining({ cause })])),
  )
  const { lastNew, lastSuccessAt } = await shop().lastRun(good)
  const waited = runs.filter(({ lastFailure }) => parseFailure(lastFailure)?.cause === 'timed-out')
  expect(lastNew).toBe(2)
  for (const { lastFailureAt } of waited)
    expect(lastSuccessAt?.getTime()).toBeLessThan(lastFailureAt?.getTime() ?? 0)
  expect(process.memoryUsage().rss - rssBefore).toBeLessThan(150 * 1024 * 1024)
})
