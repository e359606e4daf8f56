import type { Job } from './runner.ts'

type Run = Job['run']

interface Parts {
  outbox: { deliverDue: Run; forgetOrphans: Run; stop: Run }
  inbox: { processDue: Run; stopProcessing: Run; purge: Run }
  handOver: { handOverDue: Run; stop: Run }
  fetching: { tick: Run; stop: Run }
  signIns: { forgetUnfinished: Run }
  connectionTests: { tidy: Run }
}

const minuteMs = 60_000

/** What Mailroom does again and again while its host listens. */
export function jobsOf({ outbox, inbox, handOver, fetching, signIns, connectionTests }: Parts): Job[] {
  return [
    { name: 'deliver the outbox', everyMs: 2000, run: outbox.deliverDue, stop: outbox.stop },
    { name: 'process received mail', everyMs: 5000, run: inbox.processDue, stop: inbox.stopProcessing },
    { name: 'hand received mail over', everyMs: 5000, run: handOver.handOverDue, stop: handOver.stop },
    { name: 'remove old received mail', everyMs: 60 * minuteMs, run: inbox.purge },
    { name: 'remove pieces without a mail', everyMs: 10 * minuteMs, run: outbox.forgetOrphans },
    { name: 'fetch mail', everyMs: 2000, run: fetching.tick, stop: fetching.stop },
    { name: 'forget unfinished sign-ins', everyMs: minuteMs, run: signIns.forgetUnfinished },
    { name: 'end tests a crash left running', everyMs: minuteMs, run: connectionTests.tidy },
  ]
}
