import { randomBytes } from 'node:crypto'
import closeWithGrace from 'close-with-grace'
import type { FastifyInstance } from 'fastify'
import { verdict } from './activity/verdict.ts'
import { type Environment, readEnvironment } from './environment.ts'
import { look } from './health/look.ts'
import { statusText } from './health/status-text.ts'
import { logging } from './logging.ts'
import { createMail, type Mail } from './mail.ts'
import { createServer, createStandalone, type Standalone } from './standalone.ts'
import { StartProblem } from './storage/start-problem.ts'
import { version } from './version.ts'

/** EX_CONFIG and EX_USAGE of sysexits(3). */
const exitConfig = 78
const exitUsage = 64
/** Of `status` and `verify-activity`: somebody has to do something. */
const exitAttention = 1
/** Longer than a mail under way may take to end (25 s). */
const stopWithinMs = 30_000

const commands: Record<string, (environment: Environment, args: string[]) => Promise<void>> = {
  serve,
  status,
  'verify-activity': (environment, [head]) =>
    once(environment, (_standalone, mail) => verifyActivity(mail, head)),
  'set-up-link': (environment) => once(environment, printSetUpLink),
  'reset-password': (environment, [email]) =>
    once(environment, (standalone) => resetPassword(standalone, email)),
}

async function main([name = 'serve', ...args]: string[]): Promise<void> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command)
    return leave(
      exitUsage,
      `Usage: node dist/server.js [status [--json] | verify-activity [HEAD] | set-up-link | reset-password EMAIL]`,
    )
  const environment = readEnvironment(process.env)
  for (const unknown of environment.unknown)
    console.error(`${unknown} is not a setting of Mailroom. Misspelled?`)

  await command(environment, args)
}

async function serve({ given, settings }: Environment): Promise<void> {
  const app = createServer(settings, logging(settings.LOG_LEVEL, process.stderr))
  const mail = await createMail({ settings: given, log: app.log, onHang: () => hang(app) })
  const standalone = await createStandalone(mail, { app })
  closeWithGrace({ delay: stopWithinMs, logger: false }, async ({ err, signal }) => {
    if (err) app.log.fatal({ err }, 'stopping after an error nobody caught')
    else app.log.info({ signal }, 'stopping')
    mail.readiness.stop()
    // Pages are still served while mails under way end: nobody is sent away before others take over.
    await mail.background.stop()
    await app.close()
    await mail.close()
  })
  await listen(app, mail)

  console.log(`Mailroom ${version} is running: ${settings.PUBLIC_URL}/\n${await setUpLink(standalone, mail)}`)
}

/** Ends with 0 when nothing needs attention, else with 1. */
async function status({ settings }: Environment, args: string[]): Promise<void> {
  const found = await look(settings)

  console.log(args.includes('--json') ? JSON.stringify(found, undefined, 2) : statusText(found))
  process.exitCode = found.attention.length > 0 ? exitAttention : 0
}

async function listen(app: FastifyInstance, { settings: { HOST, PORT } }: Mail): Promise<void> {
  try {
    await app.listen({ host: HOST, port: PORT })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    throw new StartProblem(
      `Something else listens on port ${PORT}. Stop it, or give Mailroom another port: PORT=${PORT + 1}`,
    )
  }
}

/** Only a new process can help: whoever supervises this one starts it again. */
function hang(app: FastifyInstance): void {
  app.log.fatal('The database does not answer any more. Is the disk full?')
  process.exit(1)
}

/** For a command that does one thing and ends. */
async function once(
  { given, settings }: Environment,
  work: (standalone: Standalone, mail: Mail) => Promise<void>,
): Promise<void> {
  const app = createServer(settings, false)
  const mail = await createMail({ settings: given, log: app.log })
  try {
    await work(await createStandalone(mail, { app }), mail)
  } finally {
    await app.close()
    await mail.close()
  }
}

async function printSetUpLink(standalone: Standalone, mail: Mail): Promise<void> {
  const link = await setUpLink(standalone, mail)

  console.log(
    link || 'There is an administrator already. To let one in: node dist/server.js reset-password EMAIL',
  )
}

/** How the first administrator gets in; empty once there is one. */
async function setUpLink({ setUp }: Standalone, { settings: { PUBLIC_URL } }: Mail): Promise<string> {
  const code = await setUp.issue()
  if (!code) return ''

  return `
Nobody can sign in yet. Open this address within 30 minutes and create the first administrator:
  ${PUBLIC_URL}/setup?code=${code}
`
}

async function resetPassword({ users }: Standalone, email = ''): Promise<void> {
  const password = randomBytes(15).toString('base64url')
  if (!(await users.setPassword(email, password))) throw new StartProblem(`Nobody signs in as "${email}".`)

  console.log(`The password of ${email} is now: ${password}`)
}

/** Ends with 0 when every entry is as it was written, else with 1. `given`: the head of a check before. */
async function verifyActivity({ activity }: Mail, given?: string): Promise<void> {
  const { text, isBroken } = await verdict(activity, given)

  console.log(text)
  process.exitCode = isBroken ? exitAttention : 0
}

function leave(code: number, message: string): void {
  console.error(message)
  process.exit(code)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof StartProblem) leave(exitConfig, `Mailroom cannot start.\n${error.message}`)
  else throw error
})
