import type { Account } from '../directory.ts'
import { allowsMail } from '../scopes.ts'
import { readPlain, readXoauth2 } from '../xoauth2.ts'
import { type Command, textOf } from './command.ts'
import { CommandFailed, commandError, type Session } from './session.ts'

const exchangeRefuses = 'NO AUTHENTICATE failed.'
const hosterRefuses = 'NO [AUTHENTICATIONFAILED] Authentication failed.'

/** AUTHENTICATE, with the answer on the same line (SASL-IR) or on the next. */
export async function authenticate(session: Session, { args }: Command): Promise<string> {
  const mechanism = textOf(args[0]).toUpperCase()
  session.world.calls.imapAuth += 1
  const expected = session.manner === 'exchange' ? 'XOAUTH2' : 'PLAIN'
  if (session.mailbox || mechanism !== expected) throw commandError()
  const answer = textOf(args[1]) || (await ask(session))
  if (answer === '*') throw new CommandFailed('BAD AUTHENTICATE canceled.')
  if (mechanism === 'XOAUTH2') byToken(session, answer)
  else byPassword(session, readPlain(answer))

  return 'OK AUTHENTICATE completed.'
}

/** LOGIN: Exchange has no more use for passwords. */
export function login(session: Session, { args }: Command): string {
  session.world.calls.imapAuth += 1
  if (session.manner === 'exchange') throw new CommandFailed('NO Basic authentication is disabled.')
  byPassword(session, { user: textOf(args[0]), password: textOf(args[1]) })

  return 'OK LOGIN completed.'
}

async function ask({ connection }: Session): Promise<string> {
  connection.write('+\r\n')

  return (await connection.readLine()) ?? '*'
}

function byToken(session: Session, answer: string): void {
  const { tokens, directory, faults } = session.world
  const given = readXoauth2(answer)
  const token = given && tokens.findAccessToken(given.token)
  const mailbox = given && directory.accounts.find(given.user)
  if (
    faults.isOn('imap-refuses-sign-in') ||
    !token ||
    !mailbox ||
    !allowsMail(token.scopes, 'IMAP.AccessAsUser.All')
  )
    throw new CommandFailed(exchangeRefuses)
  const isOpen = mailbox.imap && !mailbox.disabled && mayOpen(token.account, mailbox)
  session.mailbox = mailbox
  session.isCutOff = !isOpen || faults.isOn('imap-not-connected')
  session.endsAt = token.expiresAt
}

function byPassword(session: Session, given: { user: string; password: string } | undefined): void {
  const { directory, faults } = session.world
  const mailbox = given && directory.accounts.find(given.user)
  if (!mailbox || mailbox.password !== given.password || faults.isOn('imap-refuses-sign-in'))
    throw new CommandFailed(hosterRefuses)
  session.mailbox = mailbox
}

/** With a delegate's token the user is the shared mailbox [Exchange Online OAuth for mail]. */
function mayOpen(signedIn: Account, mailbox: Account): boolean {
  return signedIn.address === mailbox.address ? mailbox.licensed : signedIn.fullAccess.has(mailbox.address)
}
