import type { FastifyReply, FastifyRequest } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Settled } from '../outbox/settled.ts'

/** A number that was read somewhere else, as it is now. */
export interface Reading {
  /** Without `mailroom_`. */
  name: string
  help: string
  values: readonly { labels?: Record<string, string>; value: number }[]
}

/** The only file that knows prom-client. Its registry is its own: a host's metrics stay apart. */
export function createPrometheus() {
  const register = new Registry()
  const registers = [register]
  const latency = new Histogram({
    name: 'mailroom_send_latency_seconds',
    help: 'From the moment a mail may leave until its server accepted it.',
    buckets: [1, 2, 5, 10, 30, 60, 300, 900, 3600, 6 * 3600, 86_400],
    registers,
  })
  const attempts = new Counter({
    name: 'mailroom_send_attempts_total',
    help: 'Attempts to send that ended, by outcome and by the cause in docs/failures.md.',
    labelNames: ['outcome', 'cause'],
    registers,
  })
  const requests = new Histogram({
    name: 'mailroom_http_request_duration_seconds',
    help: 'Requests answered, by the pattern of their route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers,
  })
  let hasDefaults = false

  return {
    contentType: register.contentType,
    /** An attempt that ended. */
    settled({ outcome, cause, seconds }: Settled): void {
      attempts.inc({ outcome, cause: cause ?? 'none' })
      if (outcome === 'sent') latency.observe(seconds)
    },
    /** As an `onResponse` hook. An address is never a label: only the pattern it belongs to. */
    async answered(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      const route = request.routeOptions.url ?? '(none)'
      const status = `${Math.floor(reply.statusCode / 100)}xx`
      requests.observe({ method: request.method, route, status }, reply.elapsedTime / 1000)
    },
    /** The text a scraper reads: what was counted here, the process itself, and these readings. */
    async text(readings: readonly Reading[]): Promise<string> {
      // Only when somebody asks: they watch the event loop and the garbage collection.
      if (!hasDefaults) collectDefaultMetrics({ register })
      hasDefaults = true

      return `${await register.metrics()}\n${await textOf(readings)}`
    },
  }
}

/** In a registry of the moment: what is gone leaves nothing behind. */
function textOf(readings: readonly Reading[]): Promise<string> {
  const register = new Registry()
  for (const { name, help, values } of readings) {
    const labelNames = Object.keys(values[0]?.labels ?? {})
    const gauge = new Gauge({ name: `mailroom_${name}`, help, labelNames, registers: [register] })
    for (const { labels = {}, value } of values) gauge.set(labels, value)
  }

  return register.metrics()
}
