import { createServer as createSocketServer } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { logging } from '../../src/logging.ts'
import { createMail, type Mail, wireMail } from '../../src/mail.ts'
import { type SettingsInput, settingsSchema } from '../../src/settings.ts'
import { createServer, createStandalone, type Standalone } from '../../src/standalone.ts'
import type { Database, OpenDatabase } from '../../src/storage/database.ts'
import { testSecrets } from '../host.ts'
import { type Microsoft365, startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { addUser, cheapPasswords, maria } from '../sign-in/standalone.ts'

const { log } = Fastify({ logger: false })
const realTime = () => new Date()

export interface Mailroom {
  url: string
  mail: Mail
  standalone: Standalone
  microsoft: Microsoft365
}

interface Changes {
  /** For Mailroom and for Microsoft. */
  now?: () => Date
  /** Takes the JSON lines of the log, down to the level `trace`. */
  logTo?: NodeJS.WritableStream
  microsoftTimeoutMs?: number
  /** Asked when it starts: instead of what it would be set to. */
  settings?: (given: SettingsInput) => SettingsInput
}

/** The standalone server on a port of its own, beside a local Microsoft 365; Maria is its admin. */
export function useMailroom(
  db: Database,
  { now = realTime, logTo, settings: own = () => ({}), ...limits }: Changes = {},
): Mailroom {
  const mailroom = {} as Mailroom
  const database: OpenDatabase = {
    db,
    kind: 'embedded',
    applied: [],
    check: async () => {},
    close: async () => {},
  }
  beforeAll(async () => {
    const open = async (input: SettingsInput) => {
      const settings = settingsSchema.parse({ ...input, ...own(input) })
      const app = createServer(settings, logTo ? logging('trace', logTo) : false)
      const mail = wireMail({ settings, database, secrets: testSecrets, log: app.log, now, ...limits })

      return { mail, app }
    }
    Object.assign(mailroom, await startMailroom(open, now))
  })
  beforeEach(async () => {
    mailroom.microsoft.reset()
    await addUser(db, maria)
  })
  afterAll(() => stopMailroom(mailroom))

  return mailroom
}

/** As a process starts it: opens its database and keys by its settings. The caller stops it. */
export async function startRealMailroom(more: SettingsInput): Promise<Mailroom> {
  const mailroom = await startMailroom(async (settings) => ({
    mail: await createMail({ settings: { ...settings, ...more }, log, now: realTime }),
  }))
  await addUser(mailroom.mail.database.db, maria)

  return mailroom
}

export async function stopMailroom({ standalone, mail, microsoft }: Mailroom): Promise<void> {
  await standalone.app.close()
  await mail.close()
  await microsoft.close()
}

async function startMailroom(
  open: (settings: SettingsInput) => Promise<{ mail: Mail; app?: FastifyInstance }>,
  now = realTime,
): Promise<Mailroom> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const microsoft = await startMicrosoft365({ pagesOver: 'http', mailroomUrl: url, now })
  microsoft.app.redirectUris.add(`${url}/microsoft_outlook/confirm`)
  const { mail, ...opened } = await open({ PUBLIC_URL: url, ...settingsFor(microsoft) })
  const standalone = await createStandalone(mail, { ...opened, passwords: cheapPasswords })
  await standalone.app.listen({ host: '127.0.0.1', port })

  return { url, mail, standalone, microsoft }
}

/** What an operator sets to run against this stand-in. */
export function settingsFor(microsoft: Microsoft365): SettingsInput {
  const { smtp, imap, passwords } = microsoft
  const ports = [smtp, imap, passwords.smtp, passwords.imap].map(({ port }) => port)

  return {
    MICROSOFT_LOGIN_HOST: microsoft.loginHost,
    MICROSOFT_PAGES_URL: microsoft.pagesUrl,
    EXTRA_CA_FILE: microsoft.caFile,
    OUTLOOK_SMTP_HOST: microsoft.smtp.host,
    OUTLOOK_SMTP_PORT: String(microsoft.smtp.port),
    OUTLOOK_IMAP_HOST: microsoft.imap.host,
    OUTLOOK_IMAP_PORT: String(microsoft.imap.port),
    MAIL_ALLOW_NETS: '127.0.0.0/8 ::1/128',
    MAIL_ALLOW_PORTS: ports.join(' '),
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createSocketServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
