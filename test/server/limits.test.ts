import { expect, test } from 'vitest'
import { settingsSchema } from '../../src/settings.ts'
import { createServer } from '../../src/standalone.ts'

test('the largest mail has minutes to arrive, and the head of a request seconds', () => {
  const { server } = createServer(settingsSchema.parse({}), false)

  expect(server.requestTimeout).toBe(5 * 60_000)
  expect(server.headersTimeout).toBe(15_000)
})
