import type { Form } from '../web/form.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showTime } from '../web/times.ts'
import type { ApiToken, Rights } from './api-tokens.ts'

interface Row extends Rights {
  id: string
  name: string
  tail: string
  made: ShownTime
  by: string
  lastUsed: ShownTime | undefined
  revoked: ShownTime | undefined
}

export interface ListPage {
  crumbs: { href: string; label: string }[]
  title: string
  rows: Row[]
  form: Form
  /** Where the description of the interface is served; undefined when the host did not say where it mounts it. */
  description: string | undefined
}

export interface MadePage extends Rights {
  crumbs: { href: string; label: string }[]
  title: string
  token: string
}

export interface RevokePage {
  crumbs: { href: string; label: string }[]
  title: string
  token: Row
}

export function rowOf(token: ApiToken, reader: Reader): Row {
  return {
    id: token.id,
    name: token.name,
    tail: token.tail,
    maySend: token.maySend,
    mayRead: token.mayRead,
    made: showTime(token.createdAt, reader),
    by: token.createdBy,
    lastUsed: token.lastUsedAt ? showTime(token.lastUsedAt, reader) : undefined,
    revoked: token.revokedAt ? showTime(token.revokedAt, reader) : undefined,
  }
}
