import type { StoredMail } from '../mailboxes.ts'
import { type Argument, type Command, textOf } from './command.ts'
import { headOf } from './envelope.ts'
import { isSet, select } from './selection.ts'
import { argumentError, CommandFailed, openFolder, type Session, send, sequenceOf } from './session.ts'

type Test = (mail: StoredMail) => boolean

const flagKeys: Record<string, [flag: string, isSet: boolean]> = {
  SEEN: ['\\Seen', true],
  UNSEEN: ['\\Seen', false],
  DELETED: ['\\Deleted', true],
  UNDELETED: ['\\Deleted', false],
  FLAGGED: ['\\Flagged', true],
  UNFLAGGED: ['\\Flagged', false],
  ANSWERED: ['\\Answered', true],
  UNANSWERED: ['\\Answered', false],
}

/** SEARCH and UID SEARCH; all keys must hold. */
export function search(session: Session, { name, args }: Command): string {
  openFolder(session)
  const byUid = name.startsWith('UID')
  const tests = readKeys(session, withoutCharset(args))
  const found = session.view.filter((mail) => tests.every((test) => test(mail)))
  const numbers = found.map((mail) => (byUid ? mail.uid : sequenceOf(session, mail)))
  send(session, ['* SEARCH', ...numbers].join(' '))

  return 'OK SEARCH completed.'
}

function withoutCharset(args: readonly Argument[]): readonly Argument[] {
  if (textOf(args[0]).toUpperCase() !== 'CHARSET') return args
  if (textOf(args[1]).toUpperCase() !== 'US-ASCII')
    throw new CommandFailed('NO [BADCHARSET (US-ASCII)] The specified charset is not supported.')

  return args.slice(2)
}

function readKeys(session: Session, args: readonly Argument[]): Test[] {
  const queue = [...args]
  const tests: Test[] = []
  while (queue.length > 0) tests.push(readKey(session, queue))

  return tests
}

function readKey(session: Session, queue: Argument[]): Test {
  const first = queue.shift()
  if (typeof first === 'object') {
    const all = readKeys(session, first)
    return (mail) => all.every((test) => test(mail))
  }
  const key = textOf(first).toUpperCase()
  const flag = flagKeys[key]
  if (flag) return (mail) => mail.flags.has(flag[0]) === flag[1]
  if (isSet(key)) return among(select(session, key, false))

  return readLongKey(session, key, queue)
}

function readLongKey(session: Session, key: string, queue: Argument[]): Test {
  const next = (): string => textOf(queue.shift())
  const keys: Record<string, () => Test> = {
    ALL: () => () => true,
    NOT: () => negated(readKey(session, queue)),
    UID: () => among(select(session, next(), true)),
    SINCE: () => received(session, next(), (day, since) => day >= since),
    BEFORE: () => received(session, next(), (day, before) => day < before),
    ON: () => received(session, next(), (day, on) => day === on),
    SUBJECT: () => header('subject', next()),
    FROM: () => header('from', next()),
    TO: () => header('to', next()),
    HEADER: () => header(next(), next()),
  }
  const read = keys[key]
  if (!read) throw argumentError()

  return read()
}

function negated(test: Test): Test {
  return (mail) => !test(mail)
}

function among(mails: readonly StoredMail[]): Test {
  return (mail) => mails.includes(mail)
}

/** Days only, whatever the time (RFC 3501, 6.4.4). */
function received({ world }: Session, date: string, compare: (day: number, wanted: number) => boolean): Test {
  const wanted = Date.parse(`${date} UTC`)
  if (Number.isNaN(wanted)) throw argumentError()

  return ({ receivedAt }) => {
    const there = new Date(receivedAt.getTime() + world.interference.zone * 60 * 60_000)

    return compare(Date.UTC(there.getUTCFullYear(), there.getUTCMonth(), there.getUTCDate()), wanted)
  }
}

function header(name: string, text: string): Test {
  return ({ source }) => {
    const lines = headOf(source).split(/\r\n(?![ \t])/)

    return lines.some((line) => {
      const colon = line.indexOf(':')
      const isNamed = line.slice(0, colon).toLowerCase() === name.toLowerCase()

      return (
        isNamed &&
        line
          .slice(colon + 1)
          .toLowerCase()
          .includes(text.toLowerCase())
      )
    })
  }
}
