import type { Folder } from '../mailboxes.ts'
import { type Command, textOf, textsOf } from './command.ts'
import { argumentError, CommandFailed, commandError, openFolder, type Session, send } from './session.ts'

const flags = '(\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)'

/** LIST and LSUB; Exchange names no special folders. */
export function list(session: Session, { name, args }: Command): string {
  const pattern = textOf(args[0]) + textOf(args[1])
  if (pattern === '') {
    send(session, `* ${name} (\\Noselect \\HasChildren) "/" ""`)
    return `OK ${name} completed.`
  }
  const wanted = new RegExp(
    `^${pattern
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('%', '[^/]*')}$`,
    'i',
  )
  for (const path of folders(session).keys())
    if (wanted.test(path)) send(session, `* ${name} (\\HasNoChildren) "/" ${quoted(path)}`)

  return `OK ${name} completed.`
}

export function status(session: Session, { args }: Command): string {
  const folder = find(session, textOf(args[0]))
  const values: Record<string, number> = {
    MESSAGES: folder.mails.length,
    RECENT: 0,
    UIDNEXT: folder.uidNext,
    UIDVALIDITY: folder.uidValidity,
    UNSEEN: folder.mails.filter((mail) => !mail.flags.has('\\Seen')).length,
  }
  const items = textsOf(args[1]).map((item) => item.toUpperCase())
  if (items.length === 0 || items.some((item) => !(item in values))) throw argumentError()
  send(
    session,
    `* STATUS ${quoted(folder.path)} (${items.map((item) => `${item} ${values[item]}`).join(' ')})`,
  )

  return 'OK STATUS completed.'
}

/** SELECT and EXAMINE. */
export function open(session: Session, { name, args }: Command): string {
  session.folder = undefined
  const folder = find(session, textOf(args[0]))
  const unseen = folder.mails.findIndex((mail) => !mail.flags.has('\\Seen'))
  Object.assign(session, { folder, view: [...folder.mails], isReadOnly: name === 'EXAMINE' })
  send(session, `* ${folder.mails.length} EXISTS`)
  send(session, '* 0 RECENT')
  send(session, `* FLAGS ${flags}`)
  send(session, `* OK [PERMANENTFLAGS ${session.isReadOnly ? '()' : flags}] Permanent flags`)
  if (unseen >= 0) send(session, `* OK [UNSEEN ${unseen + 1}] Is the first unseen message`)
  send(session, `* OK [UIDVALIDITY ${folder.uidValidity}] UIDVALIDITY value`)
  send(session, `* OK [UIDNEXT ${folder.uidNext}] The next unique identifier value`)

  return `OK [READ-${session.isReadOnly ? 'ONLY' : 'WRITE'}] ${name} completed.`
}

/** CLOSE, which also removes what is marked as deleted, and UNSELECT, which does not. */
export function close(session: Session, { name }: Command): string {
  const folder = openFolder(session)
  if (name === 'CLOSE' && !session.isReadOnly) {
    const deleted = folder.mails.filter((mail) => mail.flags.has('\\Deleted')).map((mail) => mail.uid)
    if (deleted.length > 0) session.world.mailboxes.remove(folder, new Set(deleted))
  }
  Object.assign(session, { folder: undefined, view: [] })

  return `OK ${name} completed.`
}

export function create(session: Session, { args }: Command): string {
  const path = textOf(args[0])
  if (!session.mailbox || path === '') throw argumentError()
  if (!session.world.mailboxes.create(session.mailbox, path))
    throw new CommandFailed('NO Mailbox already exists.')

  return 'OK CREATE completed.'
}

export function find(session: Session, path: string): Folder {
  if (!session.mailbox) throw commandError()
  const folder = session.world.mailboxes.folder(session.mailbox, path)
  if (!folder || session.world.faults.isOn('imap-folder-missing'))
    throw new CommandFailed(`NO ${path} doesn't exist.`)

  return folder
}

function folders({ mailbox, world }: Session): Map<string, Folder> {
  if (!mailbox) throw commandError()

  return world.mailboxes.of(mailbox)
}

function quoted(path: string): string {
  return /^[\w-]+$/.test(path) ? path : `"${path.replace(/["\\]/g, '\\$&')}"`
}
