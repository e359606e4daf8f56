import { randomUUID } from 'node:crypto'
import type { Database } from '../storage/database.ts'
import type { NoticeChannel, NoticeKind, Prisma, Alert as Row } from '../storage/generated/client.ts'
import type { AlertSettings } from './alert-settings.ts'
import { parseTrouble, storedTrouble, type Trouble } from './trouble.ts'
import type { Troubles } from './troubles.ts'

const minuteMs = 60_000
/** What is gone for less is the same outage when it comes back. */
const overAfterMs = 5 * minuteMs
/** Nobody looked for so long: no process was running. */
const silentMs = 10 * minuteMs

interface Needs {
  db: Database
  settings: Pick<AlertSettings, 'channels' | 'watched'>
  troubles: Troubles
  now: () => Date
}

/** Notices outages and their ends, each once, however many processes look. */
export function createWatch({ db, settings, troubles, now }: Needs) {
  /** For the background, every minute. */
  async function look(): Promise<void> {
    const before = await settings.watched()
    const current = [...silence(before), ...(await troubles.current())]
    for (const trouble of current) await notice(trouble)
    await end(new Set(current.map(({ key }) => key)))
  }

  /** The watch itself stood still: told afterwards, for nobody could tell before. */
  function silence(before: Date | undefined): Trouble[] {
    if (!before || now().getTime() - before.getTime() < silentMs) return []

    return [{ kind: 'worker', key: 'worker', since: before, path: '/', servers: [] }]
  }

  /** A new outage is stored together with what the admins will be told. */
  async function notice(trouble: Trouble): Promise<void> {
    const id = randomUUID()
    const { key, since } = trouble
    const stored = { trouble: storedTrouble(trouble) }
    // Before the transaction: the embedded database has one connection.
    const channels = await settings.channels()
    await db.$transaction(async (tx) => {
      const { count } = await tx.alert.createMany({
        data: [{ id, key, openKey: key, ...stored, since, openedAt: now() }],
        skipDuplicates: true,
      })
      if (count === 1) await tell(tx, id, 'opened', channels)
      // As it is now: more servers, more mails. It began when it began.
      else
        await tx.alert.updateMany({
          where: { openKey: key },
          data: { ...stored, absentSince: null },
        })
    })
  }

  /** Outages that are not seen any more are over after some minutes. */
  async function end(seen: ReadonlySet<string>): Promise<void> {
    const open = await db.alert.findMany({ where: { openKey: { not: null } } })
    for (const alert of open.filter(({ key }) => !seen.has(key))) {
      if (!alert.absentSince) await db.alert.update({ where: absent(alert), data: { absentSince: now() } })
      else if (now().getTime() - alert.absentSince.getTime() >= overAfterMs) await close(alert)
    }
  }

  async function close(alert: Row): Promise<void> {
    const channels = await settings.channels()
    await db.$transaction(async (tx) => {
      const { count } = await tx.alert.updateMany({
        where: { id: alert.id, openKey: alert.openKey },
        data: { openKey: null, resolvedAt: alert.absentSince },
      })
      if (count === 0) return
      // Who was not told of it yet is told once, by the notice of its end.
      await tx.alertNotice.updateMany({
        where: { alertId: alert.id, state: 'waiting' },
        data: { state: 'dropped', endedAt: now() },
      })
      if (isOutage(alert)) await tell(tx, alert.id, 'recovered', channels)
    })
  }

  async function tell(
    tx: Prisma.TransactionClient,
    alertId: string,
    kind: NoticeKind,
    channels: readonly NoticeChannel[],
  ): Promise<void> {
    const common = { alertId, kind, createdAt: now(), nextAt: now() }
    const data = channels.map((channel) => ({ ...common, id: randomUUID(), channel }))
    await tx.alertNotice.createMany({ data })
  }

  return { look }
}

const absent = ({ id }: Row) => ({ id, absentSince: null })

/** Nobody needs to hear that a reminder is over. */
function isOutage({ trouble }: Row): boolean {
  return parseTrouble(trouble)?.kind !== 'secret-expires'
}
