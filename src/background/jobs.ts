import type { FastifyBaseLogger } from 'fastify'
import type { Job } from './runner.ts'

type Run = () => Promise<void>

interface Parts {
  outbox: { deliverDue: Run; forgetOrphans: Run; stop: Run }
  inbox: { processDue: Run; stopProcessing: Run; purge: Run }
  handOver: { handOverDue: Run; stop: Run }
  fetching: { tick: Run; stop: Run }
  signIns: { forgetUnfinished: Run }
  alerts: { tick: Run }
  keepAlive: { renewIdle: Run }
  connectionTests: { tidy: Run }
  activity: { chain: { extend: Run; check: () => Promise<unknown> } }
  workers: { report: Run; stop: Run }
  tables: { watch: Job['run'] }
}

const minuteMs = 60_000
/** Of the jobs that log by themselves, too. */
const names = {
  outbox: 'deliver the outbox',
  inbox: 'process received mail',
  handOver: 'hand received mail over',
  fetching: 'fetch mail',
} as const

/** Every line of a job says which one it is from. */
export function jobLogs(log: FastifyBaseLogger): Record<keyof typeof names, FastifyBaseLogger> {
  const of = (part: keyof typeof names) => log.child({ job: names[part] })

  return { outbox: of('outbox'), inbox: of('inbox'), handOver: of('handOver'), fetching: of('fetching') }
}

/** What Mailroom does again and again while its host listens. */
export function jobsOf({
  outbox,
  inbox,
  handOver,
  fetching,
  signIns,
  keepAlive,
  alerts,
  connectionTests,
  workers,
  tables,
  activity: { chain },
}: Parts): Job[] {
  return [
    { name: 'report to be alive', everyMs: 30_000, run: workers.report, stop: workers.stop },
    { name: 'watch the tables', everyMs: 30_000, run: tables.watch },
    { name: names.outbox, everyMs: 2000, run: outbox.deliverDue, stop: outbox.stop },
    { name: names.inbox, everyMs: 5000, run: inbox.processDue, stop: inbox.stopProcessing },
    { name: names.handOver, everyMs: 5000, run: handOver.handOverDue, stop: handOver.stop },
    { name: 'remove old received mail', everyMs: 60 * minuteMs, run: inbox.purge },
    { name: 'remove pieces without a mail', everyMs: 10 * minuteMs, run: outbox.forgetOrphans },
    { name: names.fetching, everyMs: 2000, run: fetching.tick, stop: fetching.stop },
    { name: 'forget unfinished sign-ins', everyMs: minuteMs, run: signIns.forgetUnfinished },
    { name: 'watch and alert', everyMs: minuteMs, run: alerts.tick },
    { name: 'keep idle mailboxes alive', everyMs: 60 * minuteMs, run: keepAlive.renewIdle },
    { name: 'end tests a crash left running', everyMs: minuteMs, run: connectionTests.tidy },
    { name: 'link the activity', everyMs: minuteMs, run: chain.extend },
    { name: 'check the activity', everyMs: 6 * 60 * minuteMs, run: chain.check },
  ]
}
