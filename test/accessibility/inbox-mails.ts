import type { Database } from '../../src/storage/database.ts'
import type { Prisma } from '../../src/storage/generated/client.ts'
import { mailWith, storeMail } from '../inbox/shop.ts'

const reason = {
  text: {
    en: 'The email was not read: an attachment is larger than 25 MB. It is kept as it came.',
    de: 'Die E-Mail wurde nicht gelesen: ein Anhang ist größer als 25 MB. Sie ist im Original aufbewahrt.',
  },
}
const handOverReason = {
  text: { en: 'The webhook answered 500.', de: 'Der Webhook hat mit 500 geantwortet.' },
}

const formatted = mailWith(
  {
    'MIME-Version': '1.0',
    'Content-Type': 'multipart/mixed; boundary=m',
    To: 'Mein Shop <info@mein-shop.example>, "Eine sehr lange Abteilung" <eine.sehr.lange.adresse.ohne.umbruch@ein-langer-name.example>',
  },
  [
    '--m',
    'Content-Type: multipart/alternative; boundary=a',
    '',
    '--a',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Guten Tag,\r\n\r\nwo bleibt mein Paket? Die Sendungsnummer ist JD014600003SE0000000000000000000000000000000000000000.\r\n\r\nMit freundlichen Grüßen\r\nKurt Kunde',
    '--a',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<h1>Guten Tag</h1><p style="color:#1456b8">Wo bleibt mein Paket? <a href="https://example.com/">Sendung</a></p><img src="https://example.com/a.png" alt="Logo">',
    '--a--',
    '--m',
    'Content-Type: application/pdf',
    'Content-Disposition: attachment; filename="Eine-Rechnung-mit-einem-ungewoehnlich-langen-Namen-ohne-Ende-2026.pdf"',
    '',
    '%PDF',
    '--m--',
  ].join('\r\n'),
)

type Columns = Partial<Prisma.InboxMailUncheckedCreateInput>

const sorted = { state: 'processed', fromName: 'Kurt Kunde', fromAddress: 'kurt.kunde@example.com' } as const
const told: Columns[] = [
  { ...sorted, subject: 'Wo bleibt mein Paket?', route: 'reply', handOver: 'done', attachments: 1 },
  { ...sorted, subject: 'Bewerbung', route: 'alias', routeName: 'jobs', handOver: 'waiting' },
  {
    ...sorted,
    subject: 'Unzustellbar: Rechnung',
    route: 'bounce',
    handOver: 'failed',
    handOverTries: 6,
    handOverReason,
  },
  { ...sorted, subject: 'Ihre Bestellung 4711', route: 'loop', handOver: 'none', isAutomatic: true },
  { state: 'attention', subject: 'Fotos vom Schaden', fromAddress: 'anna@example.com', reason },
  { state: 'new' },
]

/** One mail in each state: the addresses of their pages, and of the first one formatted. */
export async function addInboxMails(
  db: Database,
  serverId: string,
  outboxMailId?: string,
): Promise<string[]> {
  const ids: string[] = []
  for (const [no, columns] of told.entries()) {
    const at = new Date(Date.now() - no * 3_600_000)
    const also: Columns = columns.state === 'processed' ? { processedAt: at } : {}
    const done: Columns = columns.handOver === 'done' ? { handedOverAt: at } : {}
    const sent: Columns = columns.route === 'reply' && outboxMailId ? { outboxMailId } : {}
    ids.push(
      await storeMail(db, formatted, {
        serverId,
        fetchedAt: at,
        handOverAt: at,
        // Nobody takes it up while it is looked at.
        leaseUntil: new Date(Date.now() + 3_600_000),
        ...also,
        ...done,
        ...sent,
        ...columns,
      }),
    )
  }

  return [...ids.map((id) => `/mail/inbox/${id}`), `/mail/inbox/${ids[0]}?show=formatted`]
}
