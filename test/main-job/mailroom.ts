import { createServer } from 'node:net'
import Fastify from 'fastify'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type Mail, wireMail } from '../../src/mail.ts'
import { type SettingsInput, settingsSchema } from '../../src/settings.ts'
import { createStandalone, type Standalone } from '../../src/standalone.ts'
import type { Database } from '../../src/storage/database.ts'
import { testSecrets } from '../host.ts'
import { type Microsoft365, startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { addUser, cheapPasswords, maria } from '../sign-in/standalone.ts'

export interface Mailroom {
  url: string
  mail: Mail
  standalone: Standalone
  microsoft: Microsoft365
}

/** The standalone server on a port of its own, beside a local Microsoft 365; Maria is its admin. */
export function useMailroom(db: Database, more: SettingsInput = {}): Mailroom {
  const mailroom = {} as Mailroom
  beforeAll(async () => {
    Object.assign(mailroom, await startMailroom(db, more))
  })
  beforeEach(async () => {
    mailroom.microsoft.reset()
    await addUser(db, maria)
  })
  afterAll(async () => {
    await mailroom.mail.connectionTests.stop()
    await mailroom.standalone.app.close()
    await mailroom.microsoft.close()
  })

  return mailroom
}

async function startMailroom(db: Database, more: SettingsInput): Promise<Mailroom> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const microsoft = await startMicrosoft365({ pagesOver: 'http', mailroomUrl: url })
  microsoft.app.redirectUris.add(`${url}/microsoft_outlook/confirm`)
  const settings = settingsSchema.parse({ PUBLIC_URL: url, ...settingsFor(microsoft), ...more })
  const mail = wireMail({
    settings,
    database: { db, kind: 'embedded', applied: [], check: async () => {}, close: async () => {} },
    secrets: testSecrets,
    log: Fastify({ logger: false }).log,
    now: () => new Date(),
  })
  const standalone = await createStandalone(mail, { passwords: cheapPasswords })
  await standalone.app.listen({ host: '127.0.0.1', port })

  return { url, mail, standalone, microsoft }
}

/** What an operator sets to run against this stand-in. */
export function settingsFor(microsoft: Microsoft365): SettingsInput {
  return {
    MICROSOFT_LOGIN_HOST: microsoft.loginHost,
    MICROSOFT_PAGES_URL: microsoft.pagesUrl,
    EXTRA_CA_FILE: microsoft.caFile,
    OUTLOOK_SMTP_HOST: microsoft.smtp.host,
    OUTLOOK_SMTP_PORT: String(microsoft.smtp.port),
    OUTLOOK_IMAP_HOST: microsoft.imap.host,
    OUTLOOK_IMAP_PORT: String(microsoft.imap.port),
    MAIL_ALLOW_NETS: '127.0.0.0/8 ::1/128',
    MAIL_ALLOW_PORTS: `${microsoft.smtp.port} ${microsoft.imap.port}`,
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
