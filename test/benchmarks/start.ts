// From the start of the process to the first page, installed and built: npm run build && npx tsx test/benchmarks/start.ts
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { median } from './load.ts'

const rounds = 5
const port = 3998
const folder = await mkdtemp(join(tmpdir(), 'mailroom-benchmark-'))

console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, embedded database`)
console.log(`the very first start, which makes the database: ${(await start()).toFixed(0)} ms`)
const times: number[] = []
for (let round = 0; round < rounds; round++) times.push(await start())
console.log(
  `later starts: median ${median(times).toFixed(0)} ms of ${times.map((ms) => ms.toFixed(0)).join(', ')}`,
)
await rm(folder, { recursive: true })

/** Milliseconds until the first page is there. */
async function start(): Promise<number> {
  const began = performance.now()
  const server = spawn(process.execPath, ['dist/server.js'], {
    env: { PATH: process.env['PATH'], PORT: String(port), DATA_DIR: folder, LOG_LEVEL: 'silent' },
    stdio: 'ignore',
  })
  while (!(await answers())) await pause(10)
  const took = performance.now() - began
  server.kill('SIGTERM')
  await once(server, 'exit')

  return took
}

async function answers(): Promise<boolean> {
  try {
    return (await fetch(`http://localhost:${port}/healthz`)).ok
  } catch {
    return false
  }
}
