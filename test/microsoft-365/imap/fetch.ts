import type { StoredMail } from '../mailboxes.ts'
import { type Command, textOf, textsOf } from './command.ts'
import { envelope, headOf } from './envelope.ts'
import { select } from './selection.ts'
import { argumentError, openFolder, type Session, send, sequenceOf } from './session.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const macros: Record<string, string[]> = {
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
}

/** FETCH and UID FETCH. */
export function fetch(session: Session, { name, args }: Command): string {
  openFolder(session)
  const byUid = name.startsWith('UID')
  const named = textsOf(args[1]).flatMap((item) => macros[item.toUpperCase()] ?? [item])
  const items = byUid && !named.some((item) => item.toUpperCase() === 'UID') ? ['UID', ...named] : named
  if (named.length === 0) throw argumentError()
  for (const mail of select(session, textOf(args[0]), byUid)) {
    if (session.world.interference.withholds(mail.uid, 'row')) continue
    const parts = items.map((item) => part(session, mail, item))
    const line = Buffer.concat(parts.flatMap((one, index) => (index === 0 ? [one] : [Buffer.from(' '), one])))
    const start = Buffer.from(`* ${sequenceOf(session, mail)} FETCH (`)
    send(session, Buffer.concat([start, line, Buffer.from(')')]))
  }

  return `OK ${byUid ? 'FETCH' : name} completed.`
}

function part(session: Session, mail: StoredMail, item: string): Buffer {
  const simple: Record<string, () => string> = {
    UID: () => String(mail.uid),
    FLAGS: () => `(${[...mail.flags].join(' ')})`,
    INTERNALDATE: () => `"${internalDate(mail.receivedAt)}"`,
    'RFC822.SIZE': () => String(mail.claimedSize ?? mail.source.length),
    ENVELOPE: () => envelope(mail.source),
  }
  const name = item.toUpperCase()
  const value = simple[name]

  return value ? Buffer.from(`${name} ${value()}`, 'latin1') : body(session, mail, item)
}

/** `BODY.PEEK[section]<start.length>`; without PEEK the mail becomes read. */
function body(session: Session, mail: StoredMail, item: string): Buffer {
  const match = /^BODY(\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?$/i.exec(item)
  if (!match) throw argumentError()
  const [, peek, sectionName = '', start, length] = match
  const whole = section(mail.source, sectionName)
  const from = Number(start ?? 0)
  const wanted = start === undefined ? whole : whole.subarray(from, from + Number(length))
  const bytes = wanted.subarray(0, session.world.interference.gives(mail.uid, wanted.length, from))
  if (!peek && !session.isReadOnly) mail.flags.add('\\Seen')
  const name = `BODY[${sectionName.toUpperCase()}]${start === undefined ? '' : `<${from}>`}`
  if (session.world.interference.withholds(mail.uid, 'body')) return Buffer.from(`${name} NIL`, 'latin1')
  const label = `${name} {${bytes.length}}\r\n`

  return Buffer.concat([Buffer.from(label, 'latin1'), bytes])
}

function section(source: Buffer, name: string): Buffer {
  const head = headOf(source)
  const fields = /^HEADER\.FIELDS(\.NOT)? \(([^)]*)\)$/i.exec(name)
  if (fields) return Buffer.from(pickHeaders(head, (fields[2] ?? '').split(' '), !fields[1]), 'latin1')
  if (name === '') return source
  if (name.toUpperCase() === 'HEADER') return Buffer.from(head, 'latin1')
  if (name.toUpperCase() === 'TEXT') return source.subarray(head.length)

  throw argumentError()
}

function pickHeaders(head: string, names: readonly string[], wanted: boolean): string {
  const chosen = new Set(names.map((name) => name.replaceAll('"', '').toLowerCase()))
  const lines = head.replace(/\r\n\r\n$/, '').split(/\r\n(?![ \t])/)
  const picked = lines.filter((line) => chosen.has(line.slice(0, line.indexOf(':')).toLowerCase()) === wanted)

  return [...picked, '', ''].join('\r\n')
}

/** `24-Nov-2026 15:00:00 +0000` */
function internalDate(date: Date): string {
  const day = String(date.getUTCDate()).padStart(2, ' ')

  return `${day}-${months[date.getUTCMonth()]}-${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} +0000`
}
