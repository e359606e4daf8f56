import type { Certificate } from '../certificates.ts'
import { authenticate } from './auth.ts'
import { eventId, type Session, trail } from './session.ts'
import type { Submissions } from './submission.ts'

const mostRecipients = 500
const extensions = ['PIPELINING', 'DSN', 'ENHANCEDSTATUSCODES']
const furtherExtensions = ['8BITMIME', 'BINARYMIME', 'CHUNKING', 'SMTPUTF8']
const bye = '221 2.0.0 Service closing transmission channel'

type Reply = string | undefined

/** One client from the greeting to the end. */
export async function talk(
  session: Session,
  submissions: Submissions,
  certificate: () => Certificate,
): Promise<void> {
  const { connection, world } = session
  world.calls.smtpConnection += 1
  await connection.beSlow()
  if (world.faults.isOn('too-many-connections')) {
    connection.write(
      '421 4.3.2 The maximum number of concurrent connections has exceeded a limit, closing transmission channel\r\n',
    )

    return connection.end()
  }
  connection.write(`${greeting(session)}\r\n`)
  for (let line = await connection.readLine(); line !== undefined; line = await connection.readLine()) {
    const reply = await answer(session, submissions, certificate, line)
    if (reply !== undefined) connection.write(`${reply}\r\n`)
    if (reply === bye) break
  }
  connection.end()
}

function greeting({ host, world, manner }: Session): string {
  if (manner === 'passwords') return `220 ${host} ESMTP`
  const time = world.now().toUTCString().replace('GMT', '+0000')

  return `220 ${host} Microsoft ESMTP MAIL Service ready at ${time} [${eventId(world)}]`
}

function answer(
  session: Session,
  submissions: Submissions,
  certificate: () => Certificate,
  line: string,
): Reply | Promise<Reply> {
  const [word = '', ...rest] = line.trim().split(/ +/)
  const verbs: Record<string, () => Reply | Promise<Reply>> = {
    EHLO: () => hello(session, extensionsOf(session, submissions.largest.bytes)),
    HELO: () => hello(session, []),
    STARTTLS: () => startTls(session, certificate),
    AUTH: () => auth(session, rest),
    MAIL: () => mailFrom(session, submissions, line),
    RCPT: () => rcptTo(session, line),
    DATA: () => data(session, submissions),
    RSET: () => reset(session),
    NOOP: () => '250 2.0.0 OK',
    QUIT: () => bye,
  }

  const verb = verbs[word.toUpperCase()]

  return verb ? verb() : `500 5.3.3 Unrecognized command '${word}'`
}

function hello(session: Session, lines: string[]): string {
  session.hasGreeted = true
  reset(session)
  const all = [`${session.host} Hello [127.0.0.1]`, ...lines]

  return all.map((text, index) => `250${index < all.length - 1 ? '-' : ' '}${text}`).join('\r\n')
}

/** [Exchange Online OAuth for mail] The same list before and after TLS, but for one line. */
function extensionsOf({ isSecure, manner, world }: Session, largest: number): string[] {
  const methods = manner === 'exchange' ? ['AUTH LOGIN XOAUTH2'] : ['AUTH PLAIN LOGIN']
  const starttls = world.faults.isOn('no-starttls') ? [] : ['STARTTLS']

  return [`SIZE ${largest}`, ...extensions, ...(isSecure ? methods : starttls), ...furtherExtensions]
}

function startTls(session: Session, certificate: () => Certificate): Reply {
  if (session.isSecure) return '503 5.5.2 Only one STARTTLS command can be issued per session'
  if (session.world.faults.isOn('no-starttls')) return '502 5.3.3 Command not implemented'
  session.connection.write('220 2.0.0 SMTP server ready\r\n')
  session.connection.secure(certificate())
  Object.assign(session, { isSecure: true, hasGreeted: false, account: undefined })

  return undefined
}

async function auth(session: Session, [mechanism = '', initial = '']: string[]): Promise<string> {
  if (!session.hasGreeted) return '503 5.5.2 Send hello first'
  if (!session.isSecure) return '530 5.7.0 Must issue a STARTTLS command first'
  if (session.account) return '503 5.5.1 Bad sequence of commands'

  return authenticate(session, mechanism.toUpperCase(), initial)
}

function mailFrom(session: Session, submissions: Submissions, line: string): Reply {
  if (submissions.breaks.take('bye-at-mail')) {
    session.connection.write('421 4.4.2 Connection dropped due to TimedOut\r\n')
    session.connection.end()
    return undefined
  }
  const [, from, parameters = ''] = /^MAIL FROM: ?<([^>]*)>(.*)$/i.exec(line) ?? []
  if (!session.hasGreeted) return '503 5.5.2 Send hello first'
  if (!session.isSecure) return '530 5.7.0 Must issue a STARTTLS command first'
  if (!session.account) return `530 5.7.57 Client not authenticated to send mail. ${trail(session)}`
  if (from === undefined) return '501 5.5.4 Invalid arguments'
  if (session.world.faults.isOn('sendas-denied'))
    return '550 5.7.60 SMTP; Client does not have permissions to send as this sender'
  if (Number(/ SIZE=(\d+)/i.exec(parameters)?.[1] ?? 0) > submissions.largest.bytes)
    return '552 5.3.4 Message size exceeds fixed maximum message size'
  Object.assign(session, { from, recipients: [] })

  return '250 2.1.0 Sender OK'
}

function rcptTo(session: Session, line: string): string {
  const to = /^RCPT TO: ?<([^>]+)>/i.exec(line)?.[1]
  const { directory } = session.world
  if (session.from === undefined) return '503 5.5.2 Need mail command'
  if (to === undefined) return '501 5.5.4 Invalid arguments'
  if (session.recipients.length >= mostRecipients) return '452 4.5.3 Too many recipients'
  const isOurs = to.toLowerCase().endsWith(`@${directory.tenant.domain}`)
  if (isOurs && !directory.accounts.find(to))
    return '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'
  session.recipients.push(to)

  return '250 2.1.5 Recipient OK'
}

async function data(session: Session, submissions: Submissions): Promise<Reply> {
  const { account, connection } = session
  if (!account || session.from === undefined) return '503 5.5.2 Need mail command'
  if (session.recipients.length === 0) return '503 5.5.2 Need rcpt command'
  const { breaks } = submissions
  if (breaks.take('before-354')) return connection.drop()
  const tooMany = submissions.tooMany(session, account)
  submissions.begin(account)
  connection.write('354 Start mail input; end with <CRLF>.<CRLF>\r\n')
  if (breaks.take('mid-body')) {
    await connection.readLine()
    submissions.end(account)
    return connection.drop()
  }
  const source = await connection.readToDot()
  submissions.end(account)
  if (!source) return undefined
  if (breaks.take('451-after-dot')) return '451 4.7.0 Temporary server error. Please try again later. PRX2'
  const { faults } = session.world
  if (faults.isOn('smtp-lost-before-taking')) return hangUp(session)
  const reply = tooMany ?? submissions.accept(session, account, source)
  reset(session)

  return faults.isOn('smtp-lost-after-data') ? hangUp(session) : lastReply(session, submissions, reply)
}

function lastReply({ connection }: Session, { breaks }: Submissions, reply: string): Reply {
  if (breaks.take('hang-after-dot')) return undefined
  if (breaks.take('after-dot')) return connection.drop()
  if (!breaks.take('250-then-reset')) return reply
  connection.write(`${reply}\r\n`, connection.drop)

  return undefined
}

function hangUp({ connection }: Session): undefined {
  connection.end()
}

function reset(session: Session): string {
  Object.assign(session, { from: undefined, recipients: [] })

  return '250 2.0.0 Resetting'
}
