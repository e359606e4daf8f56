import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runQuietly } from './processes.mjs'

/** npm's own record of what it installed; it writes it last. */
export const installedRecord = 'node_modules/.package-lock.json'

/** `npm ci` when the packages of package-lock.json are not those installed. Their install scripts do not run. */
export async function installPackages() {
  if (areInstalled()) return
  const first = !existsSync('node_modules')
  // Development packages too, whatever NODE_ENV says: the build needs them.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error']
  await runQuietly(first ? 'Installing packages (about 20 s the first time)' : 'Installing packages', [
    npm(),
    ...args,
  ])
}

function areInstalled() {
  if (!existsSync(installedRecord)) return false
  const found = packagesIn(installedRecord)

  return Object.entries(packagesIn('package-lock.json')).every(
    ([path, { version, optional }]) =>
      // The project itself; and packages for other systems are left out by npm.
      path === '' || found[path]?.version === version || (optional && found[path] === undefined),
  )
}

function packagesIn(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages
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
