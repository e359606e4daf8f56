import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run, tool } from './processes.mjs'

/** Parts of the machine some tests need; the tests themselves skip without them, and fail with CI=true. */
const parts = [
  { name: 'Chromium', commands: ['chromium', 'chromium-browser', 'google-chrome'], debian: 'chromium' },
  { name: 'Dovecot', commands: ['dovecot', '/usr/sbin/dovecot'], debian: 'dovecot-imapd' },
  {
    name: 'Postfix',
    commands: ['postfix', '/usr/sbin/postfix'],
    debian: 'postfix',
    // Otherwise the package sets up a mail server for the machine, and starts it.
    answers: 'postfix postfix/main_mailer_type select No configuration',
  },
  { name: 'Tinyproxy', commands: ['tinyproxy'], debian: 'tinyproxy' },
  { name: 'MicroSocks', commands: ['microsocks'], debian: 'microsocks' },
]

/** On Debian as root what is missing is installed; elsewhere it is said by name. */
export function bringParts() {
  const missing = parts.filter(({ commands }) => !commands.some(isInstalled))
  if (missing.length === 0) return
  if (process.getuid?.() === 0 && isInstalled('apt-get')) install(missing)
  for (const { name, debian } of parts.filter(({ commands }) => !commands.some(isInstalled))) {
    console.log(`${name} is not installed: its tests are skipped. Debian: apt-get install ${debian}`)
  }
}

function install(missing) {
  console.log(`Installing ${missing.map(({ name }) => name).join(' and ')} for the tests (about a minute) …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  apt('update')
  for (const { answers } of missing) if (answers) spawnSync('debconf-set-selections', { env, input: answers })
  apt('install', '-y', '--no-install-recommends', ...missing.map(({ debian }) => debian))
}

/** Runs Vitest and ends with one plain line: `N passed, N failed`. Resolves to the exit code. */
export async function runSuite(args) {
  const folder = mkdtempSync(join(tmpdir(), 'mailroom-suite-'))
  const report = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  try {
    const code = await run([tool('vitest'), 'run', ...reporters, ...args])
    const { passed, failed, skipped } = count(report)
    // A file that does not load has no test that could fail, and still is a failure.
    const failures = failed === 0 && code !== 0 ? 1 : failed
    console.log(`${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)

    return failures > 0 ? 1 : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function count(report) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )

  return {
    passed: numPassedTests,
    failed: numFailedTests + brokenFiles.length,
    skipped: numPendingTests + numTodoTests,
  }
}

function isInstalled(command) {
  if (command.startsWith('/')) return existsSync(command)
  const finder = process.platform === 'win32' ? 'where' : 'which'

  return spawnSync(finder, [command], { stdio: 'ignore' }).status === 0
}
