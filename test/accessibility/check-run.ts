import type { Database } from '../../src/storage/database.ts'

const spf = 'v=spf1 include:spf.protection.outlook.com -all'

/** A run of all checks that has found something of each kind; answers its address. */
export async function addCheckRun(db: Database): Promise<string> {
  const at = new Date()
  const domain = { subject: 'mein-shop.example' }
  const { id } = await db.checkRun.create({
    data: {
      ...{
        id: crypto.randomUUID(),
        startedBy: 'maria',
        startedByName: 'Maria',
        startedAt: at,
        finishedAt: at,
      },
      checks: [
        { id: 'public-address', state: 'ok', finding: 'fine', evidence: ['PUBLIC_URL https://a.example'] },
        { id: 'clock', state: 'warn', finding: 'clock-off', evidence: ['90 s'], fact: '90' },
        { id: 'worker', state: 'not_run' },
        {
          ...{ id: 'smtp', subject: 'smtp.office365.com:587', state: 'err', finding: 'failed' },
          failure: { cause: 'port-blocked', host: 'smtp.office365.com', port: 587 },
        },
        {
          ...{ id: 'spf', ...domain, state: 'err', finding: 'spf-missing' },
          records: [{ type: 'TXT', name: domain.subject, value: spf }],
        },
        {
          ...{ id: 'dkim', subject: `selector1._domainkey.${domain.subject}`, state: 'err' },
          ...{ finding: 'dkim-missing', records: [{ type: 'CNAME', name: 'selector1._domainkey' }] },
        },
        { id: 'mx', ...domain, state: 'info', finding: 'mx-elsewhere', evidence: ['mx.filter.example'] },
      ],
    },
  })

  return `/mail/troubleshooting/checks/${id}`
}
