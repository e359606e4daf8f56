import type { ImapEvidence } from '../failures/failure.ts'
import { ownFailure, remoteFailure } from '../network/remote-failure.ts'
import type { TlsFacts } from '../network/tls.ts'
import { openWire } from '../network/wire.ts'
import { mechanismNames } from './smtp-replies.ts'
import type { Target } from './target.ts'

/** Real servers say a handful of lines before they answer a command. */
const mostLines = 100

export interface ImapOffers {
  startTls: boolean
  mechanisms: string[]
  /** A password may be shown by LOGIN, which is no mechanism (RFC 9051, 6.2.3). */
  login: boolean
}

/**
 * The part of an IMAP dialogue before anyone signs in, step by step: imapflow takes these steps all at once. Every
 * refusal is a RemoteFailure.
 */
export type ImapProbe = Awaited<ReturnType<typeof openImapProbe>>

export async function openImapProbe(target: Target, signal: AbortSignal) {
  const { encryption, mayBePlain, host, port } = target
  const wire = await openWire(target, signal)
  let commands = 0

  /** Undefined for a server without encryption. */
  async function encrypt(): Promise<TlsFacts | undefined> {
    if (encryption === 'none' && mayBePlain) return undefined
    if (encryption === 'none') throw ownFailure('no-encryption-offered', { host, port })
    if (encryption === 'starttls') await startTls()

    return wire.encrypt()
  }

  async function startTls(): Promise<void> {
    await greeting()
    if (!(await offers()).startTls) throw ownFailure('no-encryption-offered', { host, port })
    await command('STARTTLS')
  }

  async function capabilities(): Promise<ImapOffers> {
    if (encryption !== 'starttls') await greeting()

    return offers()
  }

  async function offers(): Promise<ImapOffers> {
    const words = (await command('CAPABILITY'))
      .filter((line) => /^CAPABILITY /i.test(line))
      .flatMap((line) => line.trim().toUpperCase().split(/\s+/).slice(1))
    const mechanisms = words
      .filter((word) => word.startsWith('AUTH='))
      .map((word) => word.slice('AUTH='.length))

    return {
      startTls: words.includes('STARTTLS'),
      mechanisms: mechanismNames(mechanisms),
      login: !words.includes('LOGINDISABLED'),
    }
  }

  async function greeting(): Promise<void> {
    const line = await wire.line()
    if (line.startsWith('\x15\x03')) throw ownFailure('port-and-encryption-differ', { host, port })
    const [, word, text = ''] = /^\* (OK|BYE)(?: (.*))?$/i.exec(line) ?? []
    if (word === undefined) throw notMail()
    if (word.toUpperCase() === 'BYE') throw refused('greeting', 'BYE', text)
  }

  /** The untagged lines before the answer, without their star. */
  async function command(name: 'CAPABILITY' | 'STARTTLS'): Promise<string[]> {
    // An answer before the question: someone else is speaking.
    if (wire.hasUnread()) throw notMail()
    commands += 1
    const tag = `M${commands}`
    wire.send(`${tag} ${name}`)

    return answerTo(tag)
  }

  async function answerTo(tag: string): Promise<string[]> {
    const untagged: string[] = []
    while (untagged.length < mostLines) {
      const line = await wire.line()
      if (line.startsWith(`${tag} `)) return accept(line.slice(tag.length + 1), untagged)
      untagged.push(untaggedWords(line))
    }
    throw notMail()
  }

  function untaggedWords(line: string): string {
    const [, bye, words] = /^\* (BYE )?(.*)$/i.exec(line) ?? []
    if (words === undefined) throw notMail()
    if (bye) throw refused('capability', 'BYE', words)

    return words
  }

  function accept(answer: string, untagged: string[]): string[] {
    const [, word, text = ''] = /^(OK|NO|BAD)(?: (.*))?$/i.exec(answer) ?? []
    if (word === undefined) throw notMail()
    const status = word.toUpperCase()
    if (status === 'NO' || status === 'BAD') throw refused('capability', status, text)

    return untagged
  }

  function refused(stage: ImapEvidence['stage'], status: ImapEvidence['status'], text: string): Error {
    return remoteFailure({ kind: 'imap', stage, status, text, signInWith: target.signInWith })
  }

  function notMail(): Error {
    return ownFailure('not-a-mail-server', { host, port })
  }

  function close(): void {
    // Nobody waits for the answer; it is only good manners.
    wire.send('M0 LOGOUT')
    wire.close()
  }

  return { encrypt, capabilities, close }
}
