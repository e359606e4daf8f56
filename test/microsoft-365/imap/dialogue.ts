import { watch } from '../mailboxes.ts'
import { authenticate, login } from './auth.ts'
import { append, copy, expunge, store } from './change.ts'
import { type Command, readCommand } from './command.ts'
import { fetch } from './fetch.ts'
import { close, create, list, open, status } from './folders.ts'
import { search } from './search.ts'
import { CommandFailed, commandError, openFolder, type Session, send, tellChanges } from './session.ts'

const common = 'UIDPLUS MOVE ID UNSELECT'
const furtherCommon = 'CHILDREN IDLE NAMESPACE LITERAL+'

type Verb = (session: Session, command: Command) => string | Promise<string>

const always: Record<string, Verb> = {
  CAPABILITY: capability,
  NOOP: () => 'OK NOOP completed.',
  ID: id,
  LOGOUT: logout,
}

const beforeSignIn: Record<string, Verb> = { ...always, AUTHENTICATE: authenticate, LOGIN: login }

const afterSignIn: Record<string, Verb> = {
  ...always,
  NAMESPACE: namespace,
  LIST: list,
  LSUB: list,
  STATUS: status,
  SELECT: open,
  EXAMINE: open,
  CREATE: create,
  SUBSCRIBE: () => 'OK SUBSCRIBE completed.',
  CLOSE: close,
  UNSELECT: close,
  CHECK: () => 'OK CHECK completed.',
  FETCH: fetch,
  'UID FETCH': fetch,
  SEARCH: search,
  'UID SEARCH': search,
  STORE: store,
  'UID STORE': store,
  COPY: copy,
  'UID COPY': copy,
  MOVE: copy,
  'UID MOVE': copy,
  EXPUNGE: expunge,
  'UID EXPUNGE': expunge,
  APPEND: append,
  IDLE: idle,
}

const throttled = /^(UID )?(SELECT|EXAMINE|STATUS|FETCH|SEARCH|STORE|MOVE|COPY|APPEND)$/
/** Sequence numbers must not shift under a client that is using them (RFC 3501, 7.4.1). */
const keepsNumbers = /^(FETCH|STORE|SEARCH)$/

/** One client from the greeting to the end. */
export async function talk(session: Session): Promise<void> {
  const { connection, world, manner } = session
  world.calls.imapConnection += 1
  await connection.beSlow()
  if (world.faults.isOn('too-many-connections')) return end(session, 'Connection is closed. 13')
  send(
    session,
    manner === 'exchange'
      ? '* OK The Microsoft Exchange IMAP4 service is ready. [UwBCADAAUABSADAAMQA=]'
      : '* OK IMAP4rev1 ready.',
  )
  while (!connection.isGone()) {
    const command = await readCommand(connection)
    if (!command) break
    if (session.endsAt && session.endsAt <= world.now())
      return end(session, 'Session invalidated - AccessTokenExpired')
    send(session, `${command.tag} ${await answer(session, command)}`)
    if (command.name === 'LOGOUT') break
  }
  connection.end()
}

/** Says BYE and hangs up. */
export function end(session: Session, reason: string): void {
  send(session, `* BYE ${reason}`)
  session.connection.end()
}

async function answer(session: Session, command: Command): Promise<string> {
  try {
    await session.world.interference.before(command.name, command.args)
    const done = await verbOf(session, command.name)(session, command)
    if (!keepsNumbers.test(command.name)) tellChanges(session)

    return done
  } catch (error) {
    if (error instanceof CommandFailed) return error.message
    throw error
  }
}

function verbOf(session: Session, name: string): Verb {
  const { isCutOff, mailbox, world } = session
  if (isCutOff && name !== 'LOGOUT') throw new CommandFailed('BAD User is authenticated but not connected.')
  if (mailbox && world.faults.isOn('imap-throttled') && throttled.test(name))
    throw new CommandFailed(
      `BAD Request is throttled. Suggested Backoff Time: ${world.directory.policy.imapBackoffMs} milliseconds`,
    )
  const verb = (mailbox ? afterSignIn : beforeSignIn)[name]
  if (!verb) throw commandError()

  return verb
}

/** [Exchange Online, jstedfast/MailKit#849] The list changes with signing in. */
function capability(session: Session): string {
  const methods = session.manner === 'exchange' ? 'AUTH=XOAUTH2 LOGINDISABLED' : 'AUTH=PLAIN'
  const inside =
    session.manner === 'exchange'
      ? ' CLIENTACCESSRULES CLIENTNETWORKPRESENCELOCATION BACKENDAUTHENTICATE'
      : ''
  const auth = session.mailbox ? '' : ` ${methods}`
  send(
    session,
    `* CAPABILITY IMAP4 IMAP4rev1${auth} SASL-IR ${common}${session.mailbox ? inside : ''} ${furtherCommon}`,
  )

  return 'OK CAPABILITY completed.'
}

function id(session: Session): string {
  const who =
    session.manner === 'exchange'
      ? '("name" "Microsoft.Exchange.Imap4.Imap4Server" "version" "15.20")'
      : 'NIL'
  send(session, `* ID ${who}`)

  return 'OK ID completed'
}

function namespace(session: Session): string {
  send(session, '* NAMESPACE (("" "/")) NIL NIL')

  return 'OK NAMESPACE completed.'
}

function logout(session: Session): string {
  send(session, '* BYE Microsoft Exchange Server IMAP4 server signing off.')

  return 'OK LOGOUT completed.'
}

async function idle(session: Session): Promise<string> {
  const folder = openFolder(session)
  send(session, '+ IDLE accepted, awaiting DONE command.')
  tellChanges(session)
  const stop = watch(folder, () => tellChanges(session))
  const line = await session.connection.readLine()
  stop()
  if (line?.toUpperCase() !== 'DONE') throw commandError()

  return 'OK IDLE completed.'
}
