import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { settingsSchema } from '../src/settings.ts'
import { firstFreePort } from './free-port.ts'
import { type Microsoft365, startMicrosoft365 } from './microsoft-365/microsoft-365.ts'
import { enterWebhook } from './sandbox/enter-webhook.ts'
import { startReceiver } from './sandbox/receiver.ts'

/**
 * `npm run sandbox`: Mailroom beside a local Microsoft 365, with an administrator already made. Every start is a new one,
 * because the local Microsoft forgets its sign-ins; `--keep` keeps what Mailroom stored.
 */
const { values: options } = parseArgs({
  options: { keep: { type: 'boolean', default: false }, data: { type: 'string', default: 'data/sandbox' } },
})

const admin = { name: 'Maria Lehmann', email: 'demo@mein-shop.example', password: 'Igel-Regen-Tasse-42!' }
const usualPorts = {
  mailroom: 3000,
  control: 3001,
  pages: 3080,
  shop: 3090,
  signIn: 3443,
  smtp: 3587,
  passwordSmtp: 3588,
  imap: 3993,
  passwordImap: 3994,
}

if (!options.keep) await rm(options.data, { recursive: true, force: true })
const ports = await choosePorts()
const mailroomUrl = `http://localhost:${ports.mailroom}`

console.log('Starting a local Microsoft 365 …')
const microsoft = await startMicrosoft365({ pagesOver: 'http', mailroomUrl, ports })
microsoft.app.redirectUris.add(`${mailroomUrl}/microsoft_outlook/confirm`)

const shop = await startReceiver({ port: ports.shop, told: (line) => console.log(line) })

console.log('Starting Mailroom (a few seconds more the first time) …')
const mailroom = spawn(process.execPath, ['--import', 'tsx', 'src/server.ts'], {
  env: environmentFor(microsoft),
  stdio: ['ignore', 'pipe', 'inherit'],
})
endTogether(mailroom)
const code = await codeOnceRunning(mailroom)
if (code) await setUp(code)
shop.know(await enterWebhook({ mailroomUrl, admin }, shop.webhookUrl))

console.log(
  box([
    `Open          ${microsoft.controlUrl}`,
    '              It says what to click, and leads to Mailroom.',
    '',
    `Sign in as    ${admin.email}`,
    `Password      ${admin.password}`,
    '',
    `Received mail ${shop.url}`,
    '              A small shop that gets it by webhook and checks the signature.',
    '',
    'Ctrl+C stops everything. The next start begins anew.',
  ]),
)

async function choosePorts(): Promise<typeof usualPorts> {
  const chosen = { ...usualPorts }
  const kept: number[] = []
  for (const [name, usual] of Object.entries(usualPorts)) {
    const port = await firstFreePort(usual, kept)
    if (port !== usual) console.log(`Port ${usual} is taken; using ${port} for ${name}.`)
    kept.push(port)
    Object.assign(chosen, { [name]: port })
  }

  return chosen
}

/** Nothing of the settings outside: they could be those of a real Mailroom. */
function environmentFor({
  smtp,
  imap,
  passwords,
  loginHost,
  pagesUrl,
  caFile,
}: Microsoft365): NodeJS.ProcessEnv {
  const outside = Object.entries(process.env).filter(([name]) => !(name in settingsSchema.shape))
  const mailPorts = [smtp, imap, passwords.smtp, passwords.imap].map(({ port }) => port)

  return {
    ...Object.fromEntries(outside),
    PUBLIC_URL: mailroomUrl,
    PORT: String(ports.mailroom),
    DATA_DIR: options.data,
    MICROSOFT_LOGIN_HOST: loginHost,
    MICROSOFT_PAGES_URL: pagesUrl,
    EXTRA_CA_FILE: caFile,
    OUTLOOK_SMTP_HOST: smtp.host,
    OUTLOOK_SMTP_PORT: String(smtp.port),
    OUTLOOK_IMAP_HOST: imap.host,
    OUTLOOK_IMAP_PORT: String(imap.port),
    MAIL_ALLOW_NETS: '127.0.0.0/8 ::1/128',
    MAIL_ALLOW_PORTS: [...mailPorts, ports.shop].join(' '),
    LOG_LEVEL: 'warn',
  }
}

/** Whichever ends first takes the other along. */
function endTogether(child: ChildProcess): void {
  let stopping = false
  child.once('exit', (exitCode) => {
    shop.close()
    void microsoft.close().then(() => process.exit(stopping ? 0 : (exitCode ?? 1)))
  })
  const stop = (signal: NodeJS.Signals) => {
    stopping = true
    // Ctrl+C reaches every process of a terminal by itself, and a second signal would cut a tidy end short.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill('SIGTERM')
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
}

/** The set-up code the server prints, or undefined where an administrator was made the last time. */
async function codeOnceRunning({ stdout }: ChildProcess): Promise<string | undefined> {
  let said = ''
  stdout?.setEncoding('utf8').on('data', (part: string) => {
    said += part
  })
  while (stdout && !said.includes('is running')) await once(stdout, 'data')

  return /\/setup\?code=([0-9a-f-]+)/.exec(said)?.[1]
}

async function setUp(code: string): Promise<void> {
  const locale = process.env['LANG']?.startsWith('de') ? 'de' : 'en'
  const answer = await fetch(`${mailroomUrl}/setup`, {
    method: 'POST',
    headers: { origin: mailroomUrl },
    body: new URLSearchParams({ ...admin, code, timeZone: 'Europe/Berlin', locale }),
    redirect: 'manual',
  })
  if (answer.status !== 303) throw new Error(`The administrator was not made: status ${answer.status}`)
}

function box(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => line.length))
  const edge = '─'.repeat(width + 4)

  return [`┌${edge}┐`, ...lines.map((line) => `│  ${line.padEnd(width)}  │`), `└${edge}┘`].join('\n')
}
