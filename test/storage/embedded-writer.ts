import { openDatabase } from '../../src/storage/database.ts'

// A process of its own for embedded.test.ts: writes rows and tells each one once the database has acknowledged it.
const [dataDir = ''] = process.argv.slice(2)
const { db } = await openDatabase({ dataDir })
process.stdout.write('open\n')
for (;;) {
  const { id } = await db.activityEntry.create({
    data: {
      at: new Date(),
      adminId: 'ada',
      adminName: 'Ada',
      what: 'written',
      detail: { text: 'x'.repeat(500) },
    },
  })
  process.stdout.write(`${id}\n`)
}
