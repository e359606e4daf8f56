export interface AadstsText {
  /** Without the letters, in the order of the text, each once. */
  numbers: number[]
  traceId?: string
  correlationId?: string
  /** As Microsoft writes it: `2026-11-24 15:00:00Z`. */
  timestamp?: string
}

const id = '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})'
const traceId = new RegExp(`Trace ID: ?${id}`, 'i')
const correlationId = new RegExp(`Correlation ID: ?${id}`, 'i')
const timestamp = /Timestamp: ?(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}Z)/i

/**
 * What Microsoft puts around the sentence of an error: `AADSTS50076: … Trace ID: … Correlation ID: … Timestamp: …`. The
 * parts were separated by line breaks until about 2024 and are by blanks since; MSAL adds dashes of its own.
 */
export function parseAadsts(description: string): AadstsText {
  const numbers = [...description.matchAll(/AADSTS(\d{4,10})/g)].map(([, digits]) => Number(digits))
  const [trace, correlation, time] = [traceId, correlationId, timestamp].map(
    (part) => part.exec(description)?.[1],
  )

  return {
    numbers: [...new Set(numbers)],
    ...(trace ? { traceId: trace } : {}),
    ...(correlation ? { correlationId: correlation } : {}),
    ...(time ? { timestamp: time } : {}),
  }
}

/** Only an id is an id: the field comes from outside and is shown. */
export function idIn(text: string | undefined): string | undefined {
  return text && new RegExp(`^${id}$`, 'i').test(text) ? text : undefined
}
