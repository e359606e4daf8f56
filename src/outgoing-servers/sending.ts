import type { Failure } from '../failures/failure.ts'

/** Mails of a server do not leave until something works again. */
export interface Pause {
  /** Only mails with this From; empty for all. */
  from: string
  failure: Failure
  since: Date
  nextTry: Date
}

interface Waiting {
  count: number
  /** There are more than counted. */
  more: boolean
}

/** What the outbox knows about one server. */
export interface ServerSending {
  perMinute?: number | undefined
  /** Recipients in 24 hours. */
  perDay?: number | undefined
  mostConnections: number
  /** In use now. */
  connections: number
  /** Of the last 24 hours. */
  recipients: number
  /** `shared`: counted for several servers of one mailbox. */
  waiting: Waiting & { next: Date; last: Date; shared: boolean }
  pauses: readonly Pause[]
}

export interface SendingInList {
  waiting: Waiting
  paused: Pause | undefined
}
