import type { FastifyBaseLogger } from 'fastify'
import { signatureOf } from '../hand-over/signature.ts'
import { judge } from '../hand-over/webhook-answer.ts'
import { locales } from '../language/text.ts'
import type { Poster } from '../network/post.ts'
import type { Send } from '../outbox/send.ts'
import type { Database } from '../storage/database.ts'
import type { Alert, AlertNotice } from '../storage/generated/client.ts'
import { alertEvent } from './alert-event.ts'
import { alertMail, type Told } from './alert-mail.ts'
import type { AlertSettings } from './alert-settings.ts'
import type { Carriers } from './carriers.ts'
import { parseTrouble } from './trouble.ts'

const minuteMs = 60_000
/** After each failure a longer pause; then the last one again and again. */
const pausesMs = [1, 2, 5, 15, 30, 60].map((minutes) => minutes * minuteMs)
const givenUpMs = 3 * 24 * 60 * minuteMs
const mostAtOnce = 20

interface Needs {
  db: Database
  settings: AlertSettings
  carriers: Carriers
  send: Send
  post: Poster
  log: Pick<FastifyBaseLogger, 'warn'>
  now: () => Date
  /** Where the admin pages are, without a slash at the end. */
  pagesUrl: () => string
}

type Notice = AlertNotice & { alert: Alert | null }

/** Tells the admins, on each channel, until it is told. What cannot be told now is tried again; nothing waits for it. */
export function createNotices(needs: Needs) {
  const { db, settings, carriers, send, post, log, now, pagesUrl } = needs

  /** For the background. Each notice fails for itself. */
  async function deliverDue(): Promise<void> {
    const due = await db.alertNotice.findMany({
      where: { state: 'waiting', nextAt: { lte: now() } },
      orderBy: { createdAt: 'asc' },
      include: { alert: true },
      take: mostAtOnce,
    })
    for (const notice of due) if (await claim(notice)) await deliver(notice)
  }

  /** One process tries it, once; for the others it is not due. */
  async function claim({ id, nextAt, attempts }: Notice): Promise<boolean> {
    const pauseMs = pausesMs[Math.min(attempts, pausesMs.length - 1)] ?? minuteMs
    const { count } = await db.alertNotice.updateMany({
      where: { id, nextAt, state: 'waiting' },
      data: { nextAt: new Date(now().getTime() + pauseMs), attempts: { increment: 1 } },
    })

    return count === 1
  }

  async function deliver(notice: Notice): Promise<void> {
    try {
      const problem = notice.channel === 'mail' ? await mail(notice) : await webhook(notice)
      if (problem) await failed(notice, problem)
    } catch (err) {
      log.warn({ err, notice: notice.id }, 'alert not told')
      await failed(notice, 'error')
    }
  }

  /** Into the outbox, and told, in one commit: so it is one mail, whatever happens. Answers what is in the way. */
  async function mail(notice: Notice): Promise<string | undefined> {
    const [{ toldByMail, locale, timeZone }, carrier] = await Promise.all([settings.get(), carriers.find()])
    if (toldByMail.length === 0) return 'no-recipient'
    if (!carrier) return 'no-server'
    const reader = { locale: locales.find((one) => one === locale) ?? 'de', timeZone }
    const written = alertMail(toldOf(notice), reader, pagesUrl())
    await db.$transaction(async (tx) => {
      const { id } = await send(
        {
          ...{ from: carrier.from, serverId: carrier.serverId, to: toldByMail, ...written },
          ...{ priority: 'high', class: 'repeatable', idempotencyKey: `alert:${notice.id}` },
        },
        { tx },
      )
      await tx.alertNotice.update({
        where: { id: notice.id },
        data: { ...told(), outboxMailId: id },
      })
    })

    return undefined
  }

  async function webhook(notice: Notice): Promise<string | undefined> {
    const to = await settings.webhook()
    if (!to) return 'no-webhook'
    const body = JSON.stringify(alertEvent(notice.id, toldOf(notice), pagesUrl()))
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Mailroom',
      'x-mailroom-id': notice.id,
      'x-mailroom-signature': signatureOf(to.secret, body, now()),
    }
    const answer = judge(await post(to.url, headers, body), to.url, now())
    if (!answer.ok) return 'webhook-failed'
    await db.alertNotice.update({ where: { id: notice.id }, data: told() })

    return undefined
  }

  async function failed({ id, createdAt }: Notice, problem: string): Promise<void> {
    const isOver = now().getTime() - createdAt.getTime() > givenUpMs
    await db.alertNotice.update({
      where: { id },
      data: { problem, ...(isOver ? { state: 'dropped' as const, endedAt: now() } : {}) },
    })
  }

  function told() {
    return { state: 'sent' as const, endedAt: now(), problem: null }
  }

  return { deliverDue }
}

function toldOf({ kind, alert, createdAt }: Notice): Told {
  const trouble = parseTrouble(alert?.trouble)

  return { kind, trouble, since: alert?.since ?? createdAt, until: alert?.resolvedAt ?? null }
}
