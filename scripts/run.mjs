// Behind `npm start`, `npm run dev`, `npm run sandbox`, `npm test` and `npm run check`. Plain Node without packages, so
// that it works on a fresh clone: installs, generates and builds what is missing or stale, then runs.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildServer, generateClient } from './build.mjs'
import { installPackages } from './install.mjs'
import { run, tool } from './processes.mjs'
import { bringParts, runSuite } from './suite.mjs'

const tasks = {
  async start(args) {
    await prepare()
    await buildServer()
    const environment = existsSync('.env') ? ['--env-file=.env'] : []

    return run([...environment, 'dist/server.js', ...args])
  },

  async dev(args) {
    await prepare()

    return run([tool('tsx'), 'watch', 'src/server.ts', ...args])
  },

  async sandbox(args) {
    await prepare()

    return run(['--import', 'tsx', 'test/sandbox.ts', ...args])
  },

  /** Kills what delivers the outbox, again and again; `--runs`, `--seed`, `--postgres`. */
  async crash(args) {
    await prepare()

    return run(['--import', 'tsx', 'test/outbox/crash-run.ts', ...args])
  },

  async test(args) {
    await prepare()
    bringParts()

    return runSuite(args)
  },

  /** Everything but the suite. */
  async static() {
    await prepare()

    return runChecks()
  },

  async check(args) {
    await prepare()
    const checks = await runChecks()
    bringParts()
    const suite = await runSuite(args)

    return checks || suite
  },
}

const checks = [
  ['Format and lint', [tool('biome'), 'check', '--error-on-warnings']],
  ['Types', [tool('tsc'), '-p', '.']],
  ['Unused files, exports and packages', [tool('knip')]],
]

async function prepare() {
  await installPackages()
  await generateClient()
}

/** All of them, also after one has failed: whoever corrects wants to know everything. */
async function runChecks() {
  const failed = []
  for (const [name, command] of checks) {
    console.log(`${name} …`)
    if ((await run(command)) !== 0) failed.push(name)
  }
  if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}`)

  return failed.length > 0 ? 1 : 0
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(
    `Mailroom needs Node 20.19 or newer; this is ${process.versions.node}. Node 24 is the one to run in production: https://nodejs.org`,
  )
  process.exit(1)
}

const [name, ...args] = process.argv.slice(2)
const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined
if (task === undefined) {
  console.error(`Usage: node scripts/run.mjs ${Object.keys(tasks).join('|')}`)
  process.exit(64)
}
refuseOldNode()
process.chdir(fileURLToPath(new URL('..', import.meta.url)))
process.exitCode = await task(args)
