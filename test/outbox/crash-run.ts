// `npm run crash -- --runs 200 --seed 7 --postgres`: the long form of crash.test.ts. Ends with 1 when a promise broke.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { startPostgres, templateName, urlOf } from '../postgres-server.ts'
import { crashRuns, randomPlans, type Where } from './crash-runs.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    mails: { type: 'string', default: '6' },
    postgres: { type: 'boolean', default: false },
  },
})
const [runs, seed, mailsEach] = [values.runs, values.seed, values.mails].map(Number)
const plans = randomPlans(seed ?? 1, runs ?? 200)
console.log(`Seed ${seed}, ${runs} runs, ${values.postgres ? 'PostgreSQL' : 'the embedded database'}`)

const folder = await mkdtemp(join(tmpdir(), 'mailroom-crash-'))
const server = values.postgres ? await startPostgres() : undefined
const microsoft = await startMicrosoft365()
try {
  const outcome = await crashRuns({
    microsoft,
    where: server ? await freshDatabase(server.url) : { dataDir: join(folder, 'data') },
    // The embedded database belongs to one process at a time.
    runs: server ? plans : plans.map(([first = {}]) => [first]),
    mailsEach: mailsEach ?? 6,
    told: (line) => console.log(line),
  })
  console.log(JSON.stringify({ seed, ...outcome }))
  const { lost, unexplained, onceTwice, unknown } = outcome
  process.exitCode = lost + unexplained + onceTwice + unknown === 0 ? 0 : 1
} finally {
  await microsoft.close()
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
}

async function freshDatabase(serverUrl: string): Promise<Where> {
  const client = new pg.Client(serverUrl)
  await client.connect()
  await client.query(`DROP DATABASE IF EXISTS mailroom_crash WITH (FORCE)`)
  await client.query(`CREATE DATABASE mailroom_crash TEMPLATE ${templateName}`)
  await client.end()

  return { url: urlOf(serverUrl, 'mailroom_crash'), dataDir: 'memory://' }
}
