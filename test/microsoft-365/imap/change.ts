import type { Folder, StoredMail } from '../mailboxes.ts'
import { type Command, textOf, textsOf } from './command.ts'
import { find } from './folders.ts'
import { select } from './selection.ts'
import {
  argumentError,
  CommandFailed,
  openFolder,
  type Session,
  send,
  sequenceOf,
  tellChanges,
} from './session.ts'

/** STORE: `+FLAGS`, `-FLAGS` or `FLAGS`, with or without an answer. */
export function store(session: Session, { name, args }: Command): string {
  mayWrite(session)
  const byUid = name.startsWith('UID')
  const [, sign = '', silent] = /^([+-]?)FLAGS(\.SILENT)?$/i.exec(textOf(args[1])) ?? []
  const flags = textsOf(args[2])
  for (const mail of select(session, textOf(args[0]), byUid)) {
    setFlags(mail, sign, flags)
    const uid = byUid ? `UID ${mail.uid} ` : ''
    if (!silent)
      send(session, `* ${sequenceOf(session, mail)} FETCH (${uid}FLAGS (${[...mail.flags].join(' ')}))`)
  }

  return 'OK STORE completed.'
}

/** COPY and MOVE, each with the new UIDs (RFC 4315, RFC 6851). */
export function copy(session: Session, { name, args }: Command): string {
  const from = openFolder(session)
  const byUid = name.startsWith('UID')
  const to = find(session, textOf(args[1]))
  const mails = select(session, textOf(args[0]), byUid)
  const isMove = name.endsWith('MOVE')
  if (isMove) mayWrite(session)
  const code = copied(session, mails, to)
  if (!isMove) return `OK ${code}COPY completed.`
  if (code) send(session, `* OK ${code.trim()}`)
  session.world.mailboxes.remove(from, new Set(mails.map((mail) => mail.uid)))
  tellChanges(session)

  return 'OK MOVE completed.'
}

/** EXPUNGE, or UID EXPUNGE for some only. */
export function expunge(session: Session, { args }: Command): string {
  const folder = mayWrite(session)
  const chosen = args[0] === undefined ? session.view : select(session, textOf(args[0]), true)
  const deleted = chosen.filter((mail) => mail.flags.has('\\Deleted')).map((mail) => mail.uid)
  session.world.mailboxes.remove(folder, new Set(deleted))
  tellChanges(session)

  return 'OK EXPUNGE completed.'
}

/** APPEND folder (flags) "date" {literal}: flags and date may be left out. */
export function append(session: Session, { args }: Command): string {
  const folder = find(session, textOf(args[0]))
  const source = args.at(-1)
  if (args.length < 2 || typeof source !== 'string') throw argumentError()
  const flags = args.slice(1, -1).find((argument) => typeof argument !== 'string')
  const uid = session.world.mailboxes.add(folder, Buffer.from(source, 'latin1'), textsOf(flags ?? []))

  return `OK [APPENDUID ${folder.uidValidity} ${uid}] APPEND completed.`
}

function copied({ world }: Session, mails: readonly StoredMail[], to: Folder): string {
  if (mails.length === 0) return ''
  const uids = mails.map((mail) => world.mailboxes.add(to, mail.source, mail.flags))

  return `[COPYUID ${to.uidValidity} ${mails.map((mail) => mail.uid).join(',')} ${uids.join(',')}] `
}

function setFlags(mail: StoredMail, sign: string, flags: readonly string[]): void {
  if (sign === '') mail.flags.clear()
  for (const flag of flags) {
    if (sign === '-') mail.flags.delete(flag)
    else mail.flags.add(flag)
  }
}

function mayWrite(session: Session): Folder {
  const folder = openFolder(session)
  if (session.isReadOnly) throw new CommandFailed('NO The folder is read-only.')

  return folder
}
