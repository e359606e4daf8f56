import { createFigures } from './figures.ts'
import { createPrometheus } from './prometheus.ts'
import { readingsOf } from './readings.ts'

/** What a monitoring system reads. */
export function createMetrics(needs: Parameters<typeof createFigures>[0]) {
  const { settled, answered, contentType, text } = createPrometheus()
  const figures = createFigures(needs)

  return { settled, answered, contentType, text: async () => text(readingsOf(await figures())) }
}

export type Metrics = ReturnType<typeof createMetrics>
