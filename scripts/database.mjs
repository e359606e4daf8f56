// For whoever runs Mailroom, with the same DATABASE_URL and DATA_DIR as the server, which must be stopped:
//   node scripts/database.mjs export > shop.jsonl     all rows, to move to another database or another version
//   node scripts/database.mjs import < shop.jsonl     into an empty database
//   node scripts/database.mjs forget-secrets          when the keys are lost: admins enter the secrets again
import { openDatabase } from '../dist/storage/database.js'
import { StartProblem } from '../dist/storage/start-problem.js'
import { exportDatabase, importDatabase } from '../dist/storage/transfer.js'
import { forgetSecrets } from '../dist/storage/verify-keys.js'

const commands = {
  export: (db) => exportDatabase(db, process.stdout),
  import: async (db) => console.error(`${await importDatabase(db, process.stdin)} rows imported.`),
  'forget-secrets': async (db) => {
    await forgetSecrets(db)
    console.error('All secrets are removed. Start Mailroom and enter them again.')
  },
}

const command = commands[process.argv[2]]
if (command === undefined) {
  console.error(`Usage: node scripts/database.mjs ${Object.keys(commands).join('|')}`)
  process.exit(64)
}
try {
  const { db, close } = await openDatabase({
    url: process.env.DATABASE_URL,
    dataDir: process.env.DATA_DIR ?? 'data',
  })
  await command(db).finally(close)
} catch (error) {
  console.error(error instanceof StartProblem ? error.message : error)
  process.exitCode = 1
}
