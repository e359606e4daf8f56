import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useHost, vic } from '../host.ts'
import { inGerman } from '../outgoing-servers/form.ts'

const db = useDatabase()
const now = new Date('2026-11-24T12:00:00Z')
const host = useHost({ db, now: () => now })
const id = '0193a1b2-0000-7000-8000-000000000001'

const checks = [
  {
    id: 'public-address',
    state: 'err',
    finding: 'address-differs',
    evidence: ['PUBLIC_URL https://a.example'],
    fact: 'a.example',
  },
  { id: 'clock', state: 'warn', finding: 'clock-off', evidence: ['90 s'], fact: '90' },
  {
    id: 'smtp',
    state: 'err',
    finding: 'failed',
    subject: 'smtp.office365.com:587',
    failure: {
      cause: 'port-blocked',
      host: 'smtp.office365.com',
      port: 587,
      raw: 'kunde@example.com was here',
    },
  },
  {
    id: 'spf',
    subject: 'mein-shop.example',
    state: 'err',
    finding: 'spf-missing',
    records: [
      { type: 'TXT', name: 'mein-shop.example', value: 'v=spf1 include:spf.protection.outlook.com -all' },
    ],
  },
  {
    id: 'mx',
    subject: 'mein-shop.example',
    state: 'info',
    finding: 'mx-elsewhere',
    evidence: ['mx.filter.example'],
  },
]

async function addRun(changes: object = {}): Promise<string> {
  await db.checkRun.create({
    data: { id, checks, startedBy: 'ada', startedByName: 'Ada', startedAt: now, finishedAt: now, ...changes },
  })

  return `/mail/troubleshooting/checks/${id}`
}

test('a run says what is wrong, what to do and what to enter where, in both languages', async () => {
  const path = await addRun()
  const { body } = await host.get(path)

  expect(body).toContain('3 problems, 1 warning')
  expect(body).toContain('Your server clock is 90 seconds off')
  expect(body).toContain('Port 587')
  expect(body).toContain('v=spf1 include:spf.protection.outlook.com -all')
  expect(body).toContain('/report')
  expect(body).toMatch(
    /Your hosting partner can fix this\.<\/strong> <a href="\/mail\/(outgoing|incoming)-servers"/,
  )
  const german = (await inGerman(host, path)).body
  for (const words of [
    '3 Probleme, 1 Warnung',
    '90 Sekunden',
    'Port 587 ist gesperrt',
    'Hosting-Partner beheben',
  ])
    expect(german).toContain(words)
})

test('a run under way renews its page, and one whose process died does not go on for ever', async () => {
  const path = await addRun({ finishedAt: null, checks: [{ id: 'disk', state: 'running' }] })
  expect((await host.get(path)).body).toContain('data-state="running"')

  await db.checkRun.update({ where: { id }, data: { startedAt: new Date(now.getTime() - 120_000) } })
  expect((await host.get(path)).body).toContain('data-state="done"')
})

test('the report names causes and codes, and quotes nobody', async () => {
  const path = await addRun()
  const { body, status } = await host.get(`${path}/report`)

  expect(status).toBe(200)
  expect(body).toContain('port-blocked')
  expect(body).toContain('TXT mein-shop.example v=spf1')
  expect(body).not.toContain('kunde@example.com')
})

test('only who may change starts a run; everybody who is let in may look', async () => {
  const path = await addRun()

  expect((await host.post('/mail/troubleshooting/checks', { run: 'all' }, vic)).status).toBe(403)
  expect((await host.get(path, vic)).body).not.toContain('Run all checks again')
  expect((await host.get('/mail/troubleshooting')).body).toContain('action="/mail/troubleshooting/checks"')
  expect((await host.get('/mail/troubleshooting/checks/nothing')).status).toBe(404)
})
