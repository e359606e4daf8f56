import type { Connection } from '../connection.ts'
import type { Account } from '../directory.ts'
import type { Folder, StoredMail } from '../mailboxes.ts'
import type { World } from '../world.ts'

/** Where one client is in the dialogue. */
export interface Session {
  connection: Connection
  world: World
  /** A password like at any hoster, or Exchange's OAuth. */
  manner: 'exchange' | 'passwords'
  /** The mailbox that is open. */
  mailbox: Account | undefined
  /** Signed in, but without a way to the mailbox. */
  isCutOff: boolean
  /** When the access token runs out, and the session with it. */
  endsAt: Date | undefined
  folder: Folder | undefined
  isReadOnly: boolean
  /** The mails as the client knows them: the position is the sequence number. */
  view: StoredMail[]
}

/** A command that cannot be carried out: the line that ends it, without its tag. */
export class CommandFailed extends Error {}

export const commandError = (): CommandFailed => new CommandFailed('BAD Command Error. 12')
export const argumentError = (): CommandFailed => new CommandFailed('BAD Command Argument Error. 11')

export function send({ connection, world: { interference } }: Session, line: string | Buffer): void {
  const bytes = Buffer.concat([Buffer.from(line), Buffer.from('\r\n')])
  const left = interference.cutAfter
  interference.cutAfter -= bytes.length
  connection.write(bytes.length <= left ? bytes : bytes.subarray(0, left))
  if (bytes.length <= left) return
  interference.cutAfter = Number.POSITIVE_INFINITY
  connection.end()
}

/** The open folder; throws when there is none. */
export function openFolder({ folder }: Session): Folder {
  if (!folder) throw commandError()

  return folder
}

/** Tells the client what has changed since it last heard (RFC 3501, 7.3 and 7.4.1). */
export function tellChanges(session: Session): void {
  const { folder, view } = session
  if (!folder) return
  for (let index = view.length - 1; index >= 0; index--) {
    const mail = view[index]
    if (mail && folder.mails.includes(mail)) continue
    view.splice(index, 1)
    send(session, `* ${index + 1} EXPUNGE`)
  }
  if (folder.mails.length > view.length) {
    session.view = [...folder.mails]
    send(session, `* ${session.view.length} EXISTS`)
    send(session, '* 0 RECENT')
  }
}

export function sequenceOf({ view }: Session, mail: StoredMail): number {
  return view.indexOf(mail) + 1
}
