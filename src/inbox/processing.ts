import type { FastifyBaseLogger } from 'fastify'
import { AppError } from '../errors.ts'
import type { Text } from '../language/text.ts'
import { noteReport } from '../outbox/returned.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'
import { type ClaimedInboxMail, createInboxClaims, mostAttempts } from './claims.ts'
import { factsOf, recipientsOf } from './facts.ts'
import { takeNumbers } from './numbers.ts'
import { createOwnMails } from './own-mails.ts'
import type { ParseResult, Parser } from './parser.ts'
import type { RawMail } from './raw-mail.ts'
import { hashOfNothing } from './raw-mail.ts'
import type { ParsedReceived } from './received.ts'
import { routeOf } from './routing.ts'
import { inboxTexts } from './texts.ts'

const atOnce = 2
const leaseSeconds = 120
/** After the first and the second failed try: long enough for what was in the way to pass. */
const waitSeconds = [30, 300] as const

/** Where a mail is; tests stop a process here. */
export type ProcessingPoint = 'claimed' | 'parsing' | 'parsed' | 'saved'

export interface ProcessingNeeds {
  db: Database
  rawOf: RawMail['rawOf']
  /** Of its own: what pages read must not keep mails waiting. */
  parser: Pick<Parser, 'parseReceived'>
  now: () => Date
  log: Pick<FastifyBaseLogger, 'error'>
  /** Told when a mail is ready for the backend. */
  processed?: () => void
  leaseSeconds?: number
  reached?: (point: ProcessingPoint) => Promise<void> | void
}

/** Reads the mails that were stored, finds out where they belong, and makes them ready for the backend. */
export function createProcessing(needs: ProcessingNeeds) {
  const { db, rawOf, parser, now, log, processed = () => {}, reached = () => {} } = needs
  const claims = createInboxClaims({ db, leaseSeconds: needs.leaseSeconds ?? leaseSeconds })
  const own = createOwnMails({ db, now })
  let running: Promise<void> | undefined
  let asked = false
  let stopping = false

  /** Processes what is there; resolves when nothing more is. Calls that come meanwhile join. */
  function processDue(): Promise<void> {
    asked = true
    running ??= run().finally(() => {
      running = undefined
    })

    return running
  }

  async function run(): Promise<void> {
    while (asked && !stopping) {
      asked = false
      await Promise.all(Array.from({ length: atOnce }, () => oneAfterAnother()))
    }
  }

  async function oneAfterAnother(): Promise<void> {
    while (!stopping) {
      const [mail] = await claims.claim(1)
      if (!mail) return
      await reached('claimed')
      await processOne(mail).catch((err: unknown) => failedTry(mail, err))
    }
  }

  async function processOne(mail: ClaimedInboxMail): Promise<void> {
    if (mail.before >= mostAttempts) return quarantine(mail, inboxTexts.unreadable, undefined)
    await reached('parsing')
    const result = await parser.parseReceived(rawOf(mail.id))
    await reached('parsed')
    const why = obstacleIn(result, mail)
    if (why) return quarantine(mail, why, headIn(result))
    if ('mail' in result) await keep(mail, result.mail)
    await reached('saved')
  }

  async function keep(claimed: ClaimedInboxMail, mail: ParsedReceived): Promise<void> {
    const { deliveryReport } = mail
    const routed = await route(claimed, mail)
    const { outboxMailId } = routed
    const isForBackend = routed.route !== 'loop'
    const data = {
      ...factsOf(mail),
      ...routed,
      state: 'processed',
      reason: Prisma.DbNull,
      processedAt: now(),
      handOver: isForBackend ? 'waiting' : 'none',
      handOverAt: isForBackend ? now() : null,
    } as const
    await claims.settle(claimed, data, async (tx) => {
      if (routed.route === 'bounce' && outboxMailId && deliveryReport)
        await noteReport(
          tx,
          outboxMailId,
          { from: mail.from?.address, recipients: deliveryReport.recipients },
          now(),
        )
      await takeNumbers(tx, [claimed.id])
    })
    processed()
  }

  async function route({ serverId }: ClaimedInboxMail, mail: ParsedReceived) {
    const settings = await db.generalSettings.findUnique({
      where: { id: 'general' },
      select: { aliasDomain: true, catchAllDomain: true },
    })
    const server = serverId
      ? await db.incomingServer.findUnique({ where: { id: serverId }, select: { defaultRoute: true } })
      : undefined
    const report = mail.deliveryReport

    return routeOf({
      isOwn: (await own.same(mail)) !== undefined,
      report: report && { isStandard: report.isStandard, aboutMailId: await own.reported(report) },
      answersMailId: await own.answered(mail),
      recipients: recipientsOf(mail),
      aliasDomain: settings?.aliasDomain ?? null,
      catchAllDomain: settings?.catchAllDomain ?? null,
      defaultRoute: server?.defaultRoute ?? null,
    })
  }

  /** A person has to look at it; the raw mail stays. */
  async function quarantine(mail: ClaimedInboxMail, why: Text, head: ParsedReceived | undefined) {
    const reason: Prisma.InputJsonObject = { text: { ...why } }
    const facts = head ? factsOf(head) : {}
    await claims.settle(mail, { ...facts, state: 'attention', reason })
  }

  async function failedTry(mail: ClaimedInboxMail, err: unknown): Promise<void> {
    log.error({ err, mail: mail.id }, 'received mail not processed')
    const wait = waitSeconds[mail.before]
    if (wait !== undefined) return claims.putBack(mail, wait)
    await quarantine(mail, err instanceof AppError ? err.text : inboxTexts.unreadable, undefined)
  }

  /** Takes nothing more, and waits for what is underway. */
  async function stop(): Promise<void> {
    stopping = true
    await running?.catch(() => {})
  }

  return { processDue, stop }
}

function obstacleIn(result: ParseResult, mail: ClaimedInboxMail): Text | undefined {
  if (mail.isTruncated)
    return mail.sha256 === hashOfNothing ? inboxTexts.notGivenOut : inboxTexts.tooLarge(mail.size)
  if ('limit' in result) return inboxTexts.overLimit(result.limit)
  if ('killed' in result) return result.killed === 'time' ? inboxTexts.tookTooLong : inboxTexts.tookTooMuch

  return undefined
}

function headIn(result: ParseResult): ParsedReceived | undefined {
  return 'mail' in result ? result.mail : result.head
}
