import { ownFailure } from '../network/remote-failure.ts'
import type { Wire } from '../network/wire.ts'

export interface Reply {
  /** The three digits. */
  code: number
  /** What stood behind them, line by line. */
  lines: string[]
}

/** Real servers answer EHLO with about fifteen lines. */
const mostLines = 100

/** Reads one reply (RFC 5321, 4.2). Throws RemoteFailure for anything else, and forgets what that was. */
export async function readReply(wire: Wire, place: { host: string; port: number }): Promise<Reply> {
  const lines: string[] = []
  let first: string | undefined
  while (lines.length < mostLines) {
    const { digits, more, words } = replyLine(await wire.line(), place)
    first ??= digits
    if (digits !== first) throw notMail(place)
    lines.push(words)
    if (!more) return { code: Number(digits), lines }
  }
  throw notMail(place)
}

function replyLine(line: string, place: { host: string; port: number }) {
  const [, digits, sign, words = ''] = /^([2-5]\d\d)(?:([ -])(.*))?$/.exec(line) ?? []
  // 0x15 0x03: a TLS alert. The server speaks TLS from the start.
  if (line.startsWith('\x15\x03')) throw ownFailure('port-and-encryption-differ', place)
  if (digits === undefined) throw notMail(place)

  return { digits, more: sign === '-', words }
}

function notMail(place: { host: string; port: number }): Error {
  return ownFailure('not-a-mail-server', place)
}

/** What a server offers in its answer to EHLO (RFC 5321, 4.1.1.1). */
export interface Offers {
  startTls: boolean
  mechanisms: string[]
  size?: number
}

export function offersIn({ lines }: Reply): Offers {
  // The first line greets.
  const keywords = lines.slice(1).map((line) =>
    line
      .trim()
      .toUpperCase()
      .split(/[\s=]+/),
  )
  const wordsAfter = (keyword: string) =>
    keywords.filter(([first]) => first === keyword).flatMap((words) => words.slice(1))
  const size = Number(wordsAfter('SIZE')[0])

  return {
    startTls: keywords.some(([first]) => first === 'STARTTLS'),
    mechanisms: mechanismNames(wordsAfter('AUTH')),
    ...(size > 0 && Number.isSafeInteger(size) ? { size } : {}),
  }
}

/** SASL names are short and plain (RFC 4422, 3.1); anything else is not shown to anyone. */
export function mechanismNames(words: readonly string[]): string[] {
  return [...new Set(words.filter((word) => /^[A-Z0-9_-]{1,20}$/.test(word)))].slice(0, 20)
}
