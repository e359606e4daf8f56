import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runQuietly } from './processes.mjs'

/** Inside node_modules, so that it goes when the packages go. */
const stamp = 'node_modules/.mailroom-lock'

/** `npm ci` when package-lock.json is not the one that is installed. Install scripts of packages do not run. */
export async function installPackages() {
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === lock) return
  const first = !existsSync('node_modules')
  // Development packages too, whatever NODE_ENV says: the build needs them.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error']
  await runQuietly(first ? 'Installing packages (about 20 s the first time)' : 'Installing packages', [
    npm(),
    ...args,
  ])
  writeFileSync(stamp, lock)
}

/** npm says where it is when it runs us; otherwise it lies beside Node. */
function npm() {
  const beside = [
    process.env.npm_execpath,
    join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
    join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ]
  const found = beside.find((path) => path?.endsWith('npm-cli.js') && existsSync(path))
  if (found) return found
  console.error('npm was not found. Start this through npm, for example: npm start')
  process.exit(1)
}
