import { writeFile } from 'node:fs/promises'
import { startMicrosoft365 } from './microsoft-365.ts'

const port = (name: string, usual: number): number => Number(process.env[name] ?? usual)
const mailroomUrl = (process.env['MAILROOM_URL'] ?? 'http://localhost:3000').replace(/\/+$/, '')

/** Runs the stand-in as a process of its own, on fixed ports, until it is told to stop. */
const microsoft = await startMicrosoft365({
  mailroomUrl,
  pagesOver: 'http',
  ports: {
    signIn: port('SANDBOX_SIGN_IN_PORT', 3443),
    pages: port('SANDBOX_PAGES_PORT', 3080),
    smtp: port('SANDBOX_SMTP_PORT', 3587),
    imap: port('SANDBOX_IMAP_PORT', 3993),
    passwordSmtp: port('SANDBOX_PASSWORD_SMTP_PORT', 3588),
    passwordImap: port('SANDBOX_PASSWORD_IMAP_PORT', 3994),
    control: port('SANDBOX_CONTROL_PORT', 3001),
  },
})
microsoft.app.redirectUris.add(`${mailroomUrl}/microsoft_outlook/confirm`)
const caFile = process.env['SANDBOX_CA_FILE'] ?? microsoft.caFile
await writeFile(caFile, microsoft.ca)

const { loginHost, pagesUrl, controlUrl, introspectionUrl, smtp, imap, passwords } = microsoft
console.log(
  JSON.stringify({ loginHost, pagesUrl, controlUrl, introspectionUrl, smtp, imap, passwords, caFile }),
)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    microsoft.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
}
