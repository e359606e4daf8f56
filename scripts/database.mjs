// For whoever runs Mailroom, with the same DATABASE_URL, DATA_DIR and keys as the server:
//   node scripts/database.mjs rotate-keys             seals every value with the first key, so that the others may go
//   node scripts/database.mjs verify-keys             opens every value and counts them by key
// and with the server stopped (on the embedded database it always must be):
//   node scripts/database.mjs export > shop.jsonl     all rows, to move to another database or another version
//   node scripts/database.mjs import < shop.jsonl     into an empty database
//   node scripts/database.mjs forget-secrets          when the keys are lost: admins enter the secrets again
import { join } from 'node:path'
import { openDatabase } from '../dist/storage/database.js'
import { loadOrCreateKeyFile, parseKeys } from '../dist/storage/keys.js'
import { openAll, rotateKeys } from '../dist/storage/rotate-keys.js'
import { createSecrets } from '../dist/storage/secrets.js'
import { StartProblem } from '../dist/storage/start-problem.js'
import { exportDatabase, importDatabase } from '../dist/storage/transfer.js'
import { forgetSecrets } from '../dist/storage/verify-keys.js'

const { DATABASE_URL, DATA_DIR, MAIL_KEYS, MAIL_KEYS_FILE } = process.env
const dataDir = DATA_DIR || 'data'

const commands = {
  export: (db) => exportDatabase(db, process.stdout),
  import: async (db) => console.error(`${await importDatabase(db, process.stdin)} rows imported.`),
  'forget-secrets': async (db) => {
    await forgetSecrets(db)
    console.error('All secrets are removed. Start Mailroom and enter them again.')
  },
  'rotate-keys': async (db) => {
    const keys = await ownKeys()
    const report = await rotateKeys(db, keys)
    tell(report)
    const [first, ...others] = keys.ids
    if (report.unreadable.length === 0 && others.some((id) => report.counts.has(id))) {
      process.exitCode = 1
      console.error(
        `A server still seals with an older key. Give every server the key ${first} first, and run this again.`,
      )
    }
  },
  'verify-keys': async (db) => tell(await openAll(db, await ownKeys())),
}

const command = commands[process.argv[2]]
if (command === undefined) {
  console.error(`Usage: node scripts/database.mjs ${Object.keys(commands).join('|')}`)
  process.exit(64)
}
try {
  const { db, close } = await openDatabase({ url: DATABASE_URL || undefined, dataDir })
  await command(db).finally(close)
} catch (error) {
  console.error(error instanceof StartProblem ? error.message : error)
  process.exitCode = 1
}

/** Never makes a key file: one that is missing is a wrong DATA_DIR, or lost. */
async function ownKeys() {
  const path = MAIL_KEYS_FILE || join(dataDir, 'keys')

  return createSecrets(
    MAIL_KEYS ? parseKeys(MAIL_KEYS) : await loadOrCreateKeyFile({ path, mayCreate: async () => false }),
  )
}

function tell({ counts, unreadable }) {
  if (counts.size === 0) console.log('Nothing is sealed.')
  for (const [id, count] of counts) console.log(`${id}: ${count} ${count === 1 ? 'value' : 'values'}`)
  for (const { table, column, row, keyId } of unreadable) {
    console.error(`Cannot be opened: ${table}.${column} of row ${row}, key ${keyId ?? 'unknown'}`)
  }
  if (unreadable.length > 0) {
    process.exitCode = 1
    console.error('Enter these secrets again, or put the missing key behind the others.')
  }
}
