// How fast the pages answer, beside a bare Fastify that sends the same HTML: npx tsx test/benchmarks/pages.ts
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { Agent, fetch } from 'undici'
import { createMail, type Mail } from '../../src/mail.ts'
import { createStandalone } from '../../src/standalone.ts'
import { addUser, cheapPasswords, maria } from '../sign-in/standalone.ts'
import { type Load, loadOf, median } from './load.ts'

const rounds = 3
const servers = 50
const paths = ['/mail/general-settings', '/mail/outgoing-servers', '/mail/']

const folder = await mkdtemp(join(tmpdir(), 'mailroom-benchmark-'))
const url = 'http://localhost:3999'
const { log } = Fastify({ logger: false })
const mail = await createMail({ settings: { PUBLIC_URL: url, DATA_DIR: folder }, log })
const { app } = await createStandalone(mail, { passwords: cheapPasswords })
await app.listen({ host: '127.0.0.1', port: 3999 })
await addUser(mail.database.db, maria)
await addServers(mail)
const agent = new Agent({ connections: 10 })
const cookie = await signIn()

console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, embedded database`)
for (const path of paths) await compare(path)

await agent.close()
await app.close()
await mail.close()
await rm(folder, { recursive: true })

/** The two in turn, so that a machine that drifts drifts for both. */
async function compare(path: string): Promise<void> {
  const html = await (await fetch(url + path, { headers: { cookie } })).text()
  const bare = Fastify()
  bare.get('/', async (_request, reply) => reply.type('text/html; charset=utf-8').send(html))
  const bareUrl = await bare.listen({ host: '127.0.0.1', port: 0 })
  const ours: Load[] = []
  const theirs: Load[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push(await loadOf(url + path, { cookie }, agent))
    theirs.push(await loadOf(bareUrl, {}, agent))
  }
  await bare.close()
  const [a, b] = [ours, theirs].map((loads) => ({
    rate: median(loads.map(({ rate }) => rate)),
    p99: median(loads.map(({ p99 }) => p99)),
  }))
  if (a && b)
    console.log(
      `${path}: ${a.rate.toFixed(0)}/s, p99 ${a.p99.toFixed(1)} ms · bare ${b.rate.toFixed(0)}/s, p99 ${b.p99.toFixed(1)} ms · ratio ${(a.rate / b.rate).toFixed(2)}, p99 × ${(a.p99 / b.p99).toFixed(1)}`,
    )
}

async function addServers({ database }: Mail): Promise<void> {
  const at = new Date()
  const rows = Array.from({ length: servers }, (_, n) => ({
    id: randomUUID(),
    name: `Server ${n}`,
    signInWith: 'outlook' as const,
    username: `shop${n}@mein-shop.example`,
    host: 'smtp.office365.com',
    port: 587,
    encryption: 'starttls' as const,
    connectionChangedAt: at,
    createdAt: at,
    updatedAt: at,
    updatedBy: 'benchmark',
  }))
  await database.db.outgoingServer.createMany({ data: rows })
}

async function signIn(): Promise<string> {
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ email: maria.email, password: maria.password }).toString(),
  })

  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}
