import { setTimeout as pause } from 'node:timers/promises'
import {
  base64,
  type Credentials,
  plain,
  signInWith,
  withoutSecrets,
  xoauth2,
} from '../network/credentials.ts'
import { ownFailure, remoteFailure } from '../network/remote-failure.ts'
import type { TlsFacts } from '../network/tls.ts'
import { openWire } from '../network/wire.ts'
import { type Offers, offersIn, type Reply, readReply } from './smtp-replies.ts'
import type { Target } from './target.ts'

/** A literal instead of a name, which is valid in EHLO (RFC 5321, 4.1.3) and tells nothing about the shop. */
const ownName = '[127.0.0.1]'

/** How long the answer to QUIT is waited for. */
const goodbyeMs = 1_000

type Stage = 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'end'

/**
 * An SMTP dialogue that goes as far as RCPT TO and sends nothing; nodemailer cannot stop there. Steps are taken in the
 * order in which they stand here. Every refusal is a RemoteFailure.
 */
export type SmtpProbe = Awaited<ReturnType<typeof openSmtp>>

export async function openSmtp(target: Target, signal: AbortSignal) {
  const { encryption, mayBePlain, host, port } = target
  const wire = await openWire(target, signal)
  let secrets: Credentials | undefined
  let offers: Offers = { startTls: false, mechanisms: [] }

  /** Undefined for a server without encryption. */
  async function encrypt(): Promise<TlsFacts | undefined> {
    if (encryption === 'none') return refuseUnlessPlain()
    if (encryption === 'starttls') await startTls()

    return wire.encrypt()
  }

  async function startTls(): Promise<void> {
    await greeting()
    if (!offersIn(await ehlo()).startTls) throw ownFailure('no-encryption-offered', { host, port })
    await command('STARTTLS', 'starttls', [220])
  }

  async function capabilities(): Promise<Pick<Offers, 'mechanisms' | 'size'>> {
    if (encryption !== 'starttls') await greeting()
    offers = offersIn(await ehlo())
    const { startTls: _, ...shown } = offers

    return shown
  }

  /** Never without encryption, unless operator and admin both chose so. */
  async function signIn(credentials: Credentials): Promise<Reply> {
    if (!wire.isEncrypted()) refuseUnlessPlain()
    secrets = credentials
    if ('accessToken' in credentials) return xoauth2SignIn(xoauth2(credentials))
    if (offers.mechanisms.includes('PLAIN')) return command(`AUTH PLAIN ${plain(credentials)}`, 'auth', [235])

    return loginSignIn(credentials)
  }

  async function xoauth2SignIn(response: string): Promise<Reply> {
    const reply = await command(`AUTH XOAUTH2 ${response}`, 'auth', [235, 334])
    // Google's way to refuse: first a challenge with the reason, which an empty line answers.
    return reply.code === 334 ? command('', 'auth', [235]) : reply
  }

  async function loginSignIn({ user, password }: { user: string; password: string }): Promise<Reply> {
    await command('AUTH LOGIN', 'auth', [334])
    await command(base64(user), 'auth', [334])

    return command(base64(password), 'auth', [235])
  }

  const sender = (address: string) => command(`MAIL FROM:<${address}>`, 'mail', [250])
  const recipient = (address: string) => command(`RCPT TO:<${address}>`, 'rcpt', [250, 251])

  async function end(): Promise<void> {
    await command('RSET', 'end', [250])
    // Some servers hang up or take their time instead of saying goodbye, and nothing depends on it any more.
    const goodbye = command('QUIT', 'end', [221]).catch(() => {})
    await Promise.race([goodbye, pause(goodbyeMs, undefined, { ref: false })])
  }

  async function greeting(): Promise<void> {
    accept(await readReply(wire, target), 'greeting', [220])
  }

  function ehlo(): Promise<Reply> {
    return command(`EHLO ${ownName}`, 'ehlo', [250])
  }

  async function command(line: string, stage: Stage, expected: readonly number[]): Promise<Reply> {
    // An answer before the question: someone else is speaking.
    if (wire.hasUnread()) throw ownFailure('not-a-mail-server', { host, port })
    wire.send(line)

    return accept(await readReply(wire, target), stage, expected)
  }

  function accept(reply: Reply, stage: Stage, expected: readonly number[]): Reply {
    if (expected.includes(reply.code)) return reply
    throw remoteFailure({
      kind: 'smtp',
      stage,
      code: reply.code,
      text: withoutSecrets(reply.lines.join(' '), secrets),
      signInWith: secrets ? signInWith(secrets) : target.signInWith,
    })
  }

  function refuseUnlessPlain(): undefined {
    if (encryption !== 'none' || !mayBePlain) throw ownFailure('no-encryption-offered', { host, port })
  }

  return { encrypt, capabilities, signIn, sender, recipient, end, close: wire.close }
}
