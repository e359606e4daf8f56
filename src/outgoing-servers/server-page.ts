import type { InvitationSection } from '../invitations/page.ts'
import type { ConnectionRules } from '../mail-servers/connection-form.ts'
import type { Difference } from '../mail-servers/form-again.ts'
import { type Account, accountOf } from '../mail-servers/server-account.ts'
import { type Badge, type TestBadge, testBadge, tokenBadge } from '../mail-servers/server-badges.ts'
import type { Form } from '../web/form.ts'
import type { Note } from '../web/note.ts'
import type { Reader } from '../web/reader.ts'
import type { ShownExplanation } from './explain-page.ts'
import type { OutgoingServer } from './outgoing-servers.ts'
import type { SendingInList } from './sending.ts'
import { type ShownSending, sendingBadge } from './sending-page.ts'

interface Row {
  id: string
  name: string
  username: string
  fromFilter: string
  priority: number
  token: Badge | undefined
  test: TestBadge
  /** Paused, or mails waiting. */
  sending: Badge | undefined
}

/** What is odd about senders and From filters: mail would leave under another name, or be refused. */
interface Warnings {
  notes: Note[]
}

export interface ListPage extends Warnings {
  rows: Row[]
  archived: { id: string; name: string }[]
  /** Of the explain panel. */
  form: Form
  explained: ShownExplanation | undefined
}

interface ShownServer extends Row {
  version: number
  archived: boolean
  isOutlook: boolean
  hasPassword: boolean
  account: Account | undefined
}

export interface EditPage extends Warnings {
  title: string
  crumbs: { href: string; label: string }[]
  form: Form
  meanwhile: Difference[]
  server: ShownServer | undefined
  invitations: InvitationSection | undefined
  sending: ShownSending | undefined
  outlook: ConnectionRules['outlook']
  allowPlaintext: boolean
  hasCredentials: boolean
}

type Listed = Omit<OutgoingServer, 'hasPassword'>

export function rowOf(server: Listed, reader: Reader, now: Date, sending?: SendingInList): Row {
  const { id, name, fromFilter, priority } = server

  return {
    id,
    name,
    fromFilter,
    priority,
    username: server.username ?? '',
    token: tokenBadge(server, reader, now),
    test: testBadge(server, reader),
    sending: sendingBadge(sending, reader),
  }
}

export function shownServer(server: OutgoingServer, reader: Reader, now: Date): ShownServer {
  const isOutlook = server.signInWith === 'outlook'

  return {
    ...rowOf(server, reader, now),
    version: server.version,
    archived: server.archivedAt !== null,
    isOutlook,
    hasPassword: server.hasPassword,
    account: accountOf(server.outlookAccount, reader),
  }
}

export function formOf(server: OutgoingServer): Form {
  const { name, signInWith, username, host, port, encryption, fromFilter, priority, messagesPerMinute } =
    server

  return {
    values: {
      name,
      signInWith,
      username: username ?? '',
      host,
      port: String(port),
      encryption,
      fromFilter,
      priority: String(priority),
      version: String(server.version),
      messagesPerMinute: messagesPerMinute === null ? '' : String(messagesPerMinute),
    },
    errors: {},
  }
}
