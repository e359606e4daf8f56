import type { FetchPanel } from '../fetching/fetch-panel.ts'
import { type Spoken, speak } from '../language/text.ts'
import type { ConnectionRules } from '../mail-servers/connection-form.ts'
import type { Difference } from '../mail-servers/form-again.ts'
import { type Account, accountOf } from '../mail-servers/server-account.ts'
import { type Badge, type TestBadge, testBadge, tokenBadge } from '../mail-servers/server-badges.ts'
import type { Form } from '../web/form.ts'
import type { Reader } from '../web/reader.ts'
import type { FolderFields } from './folder-fields.ts'
import type { IncomingServer } from './incoming-servers.ts'
import { incomingServerTexts } from './texts.ts'

interface Row {
  id: string
  name: string
  username: string
  folder: string
  state: Badge
  confirmed: boolean
  token: Badge | undefined
  test: TestBadge
}

export interface ListPage {
  rows: Row[]
  archived: { id: string; name: string }[]
}

interface ShownServer extends Row {
  version: number
  archived: boolean
  paused: boolean
  isOutlook: boolean
  hasPassword: boolean
  /** The mailbox can be asked. */
  mayAsk: boolean
  account: Account | undefined
}

export interface EditPage {
  title: string
  crumbs: { href: string; label: string }[]
  form: Form
  meanwhile: Difference[]
  server: ShownServer | undefined
  /** Confirmed: the connection fields show, and do not change. */
  locked: boolean
  outlook: ConnectionRules['outlook']
  allowPlaintext: boolean
  hasCredentials: boolean
  /** What the mailbox has to choose from, when it is known. */
  folders: FolderFields | undefined
  /** How the fetching goes. */
  panel: FetchPanel | undefined
}

type Listed = Omit<IncomingServer, 'hasPassword'>

export function rowOf(server: Listed, reader: Reader, now: Date): Row {
  const { id, name, folder } = server

  return {
    id,
    name,
    folder,
    username: server.username ?? '',
    confirmed: server.confirmedAt !== null,
    state: stateBadge(server, speak(incomingServerTexts, reader.locale), now),
    token: tokenBadge(server, reader, now),
    test: testBadge(server, reader),
  }
}

export function shownServer(server: IncomingServer, reader: Reader, now: Date): ShownServer {
  return {
    ...rowOf(server, reader, now),
    version: server.version,
    archived: server.archivedAt !== null,
    paused: server.pausedAt !== null,
    isOutlook: server.signInWith === 'outlook',
    hasPassword: server.hasPassword,
    mayAsk: server.outlookAccountId !== null || server.hasPassword,
    account: accountOf(server.outlookAccount, reader),
  }
}

function stateBadge(server: Listed, t: Spoken<typeof incomingServerTexts>, now: Date): Badge {
  const { confirmedAt, pausedAt, fetching } = server
  if (!confirmedAt)
    return fetching?.givenUpAt
      ? { label: t.fetchingGivenUp, tone: 'err' }
      : { label: t.notConfirmed, tone: 'warn' }
  if (pausedAt) return { label: t.paused }

  return fetchingTrouble(fetching, t, now) ?? { label: t.confirmed, tone: 'ok' }
}

function fetchingTrouble(
  fetching: Listed['fetching'],
  t: Spoken<typeof incomingServerTexts>,
  now: Date,
): Badge | undefined {
  if (fetching?.throttledUntil && fetching.throttledUntil > now)
    return { label: t.fetchingThrottled, tone: 'warn' }

  return fetching?.failingSince ? { label: t.fetchingFails, tone: 'err' } : undefined
}

export function formOf(server: IncomingServer): Form {
  const { name, signInWith, username, host, port, encryption, folder, readFrom, afterReading } = server

  return {
    values: {
      name,
      signInWith,
      username: username ?? '',
      host,
      port: String(port),
      encryption,
      folder,
      readFrom,
      afterReading,
      everyMinutes: String(server.everyMinutes),
      moveToFolder: server.moveToFolder ?? '',
      defaultRoute: server.defaultRoute ?? '',
      priority: String(server.priority),
      version: String(server.version),
    },
    errors: {},
  }
}
