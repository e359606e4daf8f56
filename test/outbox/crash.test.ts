import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtScript } from '../built.ts'
import { fillDataFolder, useFolder } from '../folder.ts'
import { type Microsoft365, startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'
import { crashRuns, points } from './crash-runs.ts'

const folder = useFolder()
let microsoft: Microsoft365
let script: string

beforeAll(async () => {
  microsoft = await startMicrosoft365()
  script = await builtScript('test/outbox/delivery-process.ts')
})
afterAll(() => microsoft.close())

const nothingBroken = { lost: 0, unexplained: 0, onceTwice: 0, unknown: 0 }

test('R2: killed after a mail was handed over, the embedded database loses none', async () => {
  const where = { dataDir: folder.path }
  await fillDataFolder(where.dataDir)
  const outcome = await crashRuns({ microsoft, script, where, runs: [[{ point: 'accepted' }]], mailsEach: 4 })

  expect(outcome).toMatchObject({ ...nothingBroken, kills: 1 })
}, 120_000)

describeOnPostgres('on a PostgreSQL server', () => {
  const postgres = usePostgres()
  const where = () => ({ url: postgres.url, dataDir: 'memory://' })

  test('R1, R2, R4: killed anywhere, alone or beside another, no mail is lost and no copy unexplained', async () => {
    const alone = points.map((point) => [{ point, times: 2 }])
    const runs = [...alone, [{ point: 'accepted' }, { point: 'admitted', times: 2 }]] as const
    const outcome = await crashRuns({ microsoft, script, where: where(), runs, mailsEach: 4 })

    expect(outcome).toMatchObject(nothingBroken)
    expect(outcome.kills).toBeGreaterThanOrEqual(alone.length)
    expect(outcome.twice).toBeGreaterThan(0)
    expect(outcome.attention).toBeGreaterThan(0)
  }, 120_000)

  test('R2: killed after Exchange took it and before that was saved, each mail arrives exactly once', async () => {
    const runs = [[{ point: 'accepted' }]] as const
    const options = { microsoft, script, where: { ...where(), isExchange: true }, runs, mailsEach: 4 }

    expect(await crashRuns(options)).toMatchObject({ ...nothingBroken, kills: 1, twice: 0, attention: 0 })
  }, 120_000)
})
