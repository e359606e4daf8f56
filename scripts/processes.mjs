import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** Where the packages' own commands start; called by Node directly, which works on every system alike. */
const tools = {
  biome: '@biomejs/biome/bin/biome',
  knip: 'knip/bin/knip.js',
  prisma: 'prisma/build/index.js',
  tsc: 'typescript/bin/tsc',
  tsx: 'tsx/dist/cli.mjs',
  vitest: 'vitest/vitest.mjs',
}

export function tool(name) {
  return join('node_modules', tools[name])
}

/** Runs Node with these arguments in this terminal; resolves to its exit code. Signals reach it. */
export function run(args) {
  const child = spawn(process.execPath, args, { stdio: 'inherit' })

  return exitCodeOf(child)
}

/** Runs Node and keeps what it says for when it fails; says every two seconds that it is still at work. */
export async function runQuietly(doing, args, options = {}) {
  const started = Date.now()
  console.log(`${doing} …`)
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part) => {
      said += part
    })
  }
  const beat = setInterval(() => console.log(`  still at it (${seconds(started)} s)`), 2000)
  const code = await exitCodeOf(child).finally(() => clearInterval(beat))
  if (code === 0) return
  console.error(said)
  console.error(`${doing} did not work; the reason is above.`)
  process.exit(code)
}

function exitCodeOf(child) {
  // Ctrl+C reaches every process of a terminal by itself; a second one would cut a tidy end short.
  const passOn = process.stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGTERM', 'SIGHUP', 'SIGINT']
  const kill = (signal) => child.kill(signal)
  const wait = () => {}
  for (const signal of passOn) process.on(signal, kill)
  if (process.stdin.isTTY) process.on('SIGINT', wait)

  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code, signal) => {
      for (const name of passOn) process.off(name, kill)
      process.off('SIGINT', wait)
      done(code ?? (signal === null ? 0 : 1))
    })
  })
}

function seconds(since) {
  return Math.round((Date.now() - since) / 1000)
}
