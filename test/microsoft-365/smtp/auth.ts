import type { Account } from '../directory.ts'
import { allowsMail } from '../scopes.ts'
import { readPlain, readXoauth2 } from '../xoauth2.ts'
import { type Session, trail } from './session.ts'

const userPrompt = '334 VXNlcm5hbWU6'
const passwordPrompt = '334 UGFzc3dvcmQ6'

/** AUTH: the reply, having asked for what was missing. */
export async function authenticate(session: Session, mechanism: string, initial: string): Promise<string> {
  const { world, manner } = session
  world.calls.smtpAuth += 1
  if (mechanism === 'LOGIN') return byLogin(session, initial)
  if (mechanism === 'PLAIN' && manner === 'passwords') return byPlain(session, initial)
  if (mechanism === 'XOAUTH2' && manner === 'exchange') return byToken(session, initial)

  return '504 5.7.4 Unrecognized authentication type'
}

/** Microsoft refuses at once; the challenge in between is Google's [Exchange Online OAuth for mail]. */
async function byToken(session: Session, initial: string): Promise<string> {
  const answer = initial || (await ask(session, '334 '))
  if (answer === '*') return '501 5.7.0 Authentication canceled'
  const given = readXoauth2(answer)
  if (!given) return '501 5.5.124 Invalid XOAUTH2 auth data'
  const token = session.world.tokens.findAccessToken(given.token)
  if (!token || !allowsMail(token.scopes, 'SMTP.Send')) return refused(session)

  return decide(session, token.account, given.user)
}

async function byLogin(session: Session, initial: string): Promise<string> {
  const user = decoded(initial || (await ask(session, userPrompt)))
  const password = decoded(await ask(session, passwordPrompt))
  if (session.manner === 'passwords') return byPassword(session, user, password)

  return disabled(session, 'basic authentication is disabled.')
}

async function byPlain(session: Session, initial: string): Promise<string> {
  const given = readPlain(initial || (await ask(session, '334 ')))
  if (!given) return '501 5.5.4 Invalid base64 data in AUTH'

  return byPassword(session, given.user, given.password)
}

function byPassword(session: Session, user: string, password: string): string {
  const account = session.world.directory.accounts.find(user)
  const isRight = account !== undefined && account.password === password
  if (!isRight || session.world.faults.isOn('smtp-refuses-sign-in'))
    return '535 5.7.8 Error: authentication failed: authentication failure'
  session.account = account

  return '235 2.7.0 Authentication successful'
}

function decide(session: Session, signedIn: Account, user: string): string {
  const { directory, faults } = session.world
  const mailbox = directory.accounts.find(user)
  if (faults.isOn('smtp-refuses-sign-in') || !mailbox || !mayUse(signedIn, mailbox)) return refused(session)
  if (faults.isOn('smtp-auth-disabled-tenant') || !directory.policy.smtpAuth)
    return switchedOff(session, 'Tenant')
  if (faults.isOn('smtp-auth-disabled') || !mailbox.smtpAuth) return switchedOff(session, 'Mailbox')
  session.account = mailbox

  return '235 2.7.0 Authentication successful'
}

/** A delegate's token does not sign in as an unlicensed shared mailbox [nextcloud/mail#13667]. */
function mayUse(signedIn: Account, mailbox: Account): boolean {
  if (signedIn.address === mailbox.address) return mailbox.licensed && !mailbox.disabled

  return mailbox.licensed && signedIn.fullAccess.has(mailbox.address)
}

function refused(session: Session): string {
  return `535 5.7.3 Authentication unsuccessful ${trail(session)}`
}

function switchedOff(session: Session, whose: 'Tenant' | 'Mailbox'): string {
  const where = 'Visit https://aka.ms/smtp_auth_disabled for more information.'

  return disabled(session, `SmtpClientAuthentication is disabled for the ${whose}. ${where}`)
}

function disabled(session: Session, why: string): string {
  return `535 5.7.139 Authentication unsuccessful, ${why} ${trail(session)}`
}

async function ask({ connection }: Session, prompt: string): Promise<string> {
  connection.write(`${prompt}\r\n`)

  return (await connection.readLine()) ?? '*'
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString()
}
