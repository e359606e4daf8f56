import { activityEntry } from '../activity/activity.ts'
import type { Admin } from '../admin.ts'
import { RuleBroken, TooMany } from '../errors.ts'
import { type Locale, speak, type Text } from '../language/text.ts'
import { covers, storedEntries } from '../outgoing-servers/from-filter.ts'
import type { Mailbox } from '../outgoing-servers/mailbox.ts'
import type { OutgoingServer } from '../outgoing-servers/outgoing-servers.ts'
import { type SenderSettings, senderAddresses } from '../outgoing-servers/sender-addresses.ts'
import { outgoingServerTexts } from '../outgoing-servers/texts.ts'
import type { Database } from '../storage/database.ts'
import type { Send } from './send.ts'
import { makeProbeDue } from './server-sending.ts'

const deed = 'outgoing-server.test-mail-sent'
const windowMs = 10 * 60_000
/** Of one server in ten minutes: the button is no way to write to strangers. */
const mostInWindow = 20

interface Needs {
  db: Database
  send: Send
  settings: () => Promise<SenderSettings & { customEmailServers: boolean }>
  now: () => Date
}

/** A mail to oneself: the outbox sends it as any other, through exactly one server. */
export function createTestMails({ db, send, settings, now }: Needs) {
  /** Why this server cannot send one now; undefined when it can. */
  async function obstacle(server: OutgoingServer): Promise<Text | undefined> {
    const known = await settings()
    if (server.archivedAt) return outgoingServerTexts.testMailArchived
    if (!known.customEmailServers) return outgoingServerTexts.testMailOff
    if (server.signInWith === 'outlook' && !server.outlookAccount)
      return outgoingServerTexts.testMailNotConnected

    return senderOf(server, known) ? undefined : outgoingServerTexts.testMailNoSender
  }

  /** The id of the mail in the outbox. Throws RuleBroken with the obstacle, TooMany after many of them. */
  async function sendTo(server: OutgoingServer, to: string, by: Admin, locale: Locale): Promise<string> {
    const stops = await obstacle(server)
    const from = senderOf(server, await settings())
    if (stops || !from) throw new RuleBroken(stops ?? outgoingServerTexts.testMailNoSender)
    await requireCalm(server.id)
    const t = speak(outgoingServerTexts, locale)

    return db.$transaction(async (tx) => {
      const { id } = await send(
        {
          from,
          to,
          subject: t.testMailSubject,
          text: t.testMailText(server.name, by.name),
          class: 'repeatable',
          priority: 'high',
          serverId: server.id,
        },
        { tx },
      )
      // Who presses the button wants to know now, not after the pause.
      await makeProbeDue(tx, server.id)
      await tx.activityEntry.create({
        data: activityEntry(by, now(), {
          what: deed,
          subject: server.name,
          subjectId: server.id,
          detail: { to, mail: id },
        }),
      })

      return id
    })
  }

  async function requireCalm(serverId: string): Promise<void> {
    const since = new Date(now().getTime() - windowMs)
    const recent = await db.activityEntry.findMany({
      where: { subjectId: serverId, what: deed, at: { gt: since } },
      orderBy: { at: 'asc' },
      select: { at: true },
      take: mostInWindow,
    })
    const [first] = recent
    if (first && recent.length === mostInWindow)
      throw new TooMany(outgoingServerTexts.testMailTooMany, new Date(first.at.getTime() + windowMs))
  }

  return { obstacle, sendTo }
}

type SendingServer = Pick<OutgoingServer, 'fromFilter' | 'username'> & {
  outlookAccount: { mailbox: string } | null
}

/** Someone this server may send for: the mailbox itself, or the default From, or whom its From filter names. */
export function senderOf(server: SendingServer, settings: SenderSettings): Mailbox | undefined {
  if (server.outlookAccount) return { address: server.outlookAccount.mailbox }
  const entries = storedEntries(server.fromFilter)
  const { defaultFrom } = senderAddresses(settings)
  if (defaultFrom && covers(entries, defaultFrom.address)) return defaultFrom
  const address = [...entries, server.username ?? ''].find((entry) => entry.includes('@'))

  return address ? { address } : undefined
}
