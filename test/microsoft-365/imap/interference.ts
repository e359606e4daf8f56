import type { Argument } from './command.ts'

const none = {
  /** Called before each command is carried out, as another client that is busy in the same mailbox. */
  before: (_command: string, _args: readonly Argument[]): void | Promise<void> => {},
  /** Asked of each mail that is fetched: whether what it holds is answered with NIL, or the mail is left out. */
  withholds: (_uid: number, _what: 'body' | 'row'): boolean => false,
  /** So many bytes of what is asked for from `start` on are answered, though there are more. */
  gives: (_uid: number, bytes: number, _start: number): number => bytes,
  /** So many bytes after it is set, whichever session sends them, the connection breaks. */
  cutAfter: Number.POSITIVE_INFINITY,
  /** Hours from UTC of the time zone whose days are searched by. */
  zone: 0,
}

export type Interference = typeof none & { reset(): void }

/** What tests let happen in the middle of a session. */
export function createInterference(): Interference {
  const interference = { ...none, reset: () => void Object.assign(interference, none) }

  return interference
}
