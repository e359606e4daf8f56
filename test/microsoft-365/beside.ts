import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type Microsoft365, startMicrosoft365 } from './microsoft-365.ts'

interface Closing {
  close(): Promise<void>
}

/** What a test uses beside a Microsoft 365 of its own: opened anew before each test, after that one has forgotten all. */
export function useBesideMicrosoft<Opened extends Closing>(
  open: (microsoft: Microsoft365) => Opened | Promise<Opened>,
  options: Parameters<typeof startMicrosoft365>[0] = {},
): () => Opened {
  let microsoft: Microsoft365 | undefined
  let opened: Opened | undefined
  beforeAll(async () => {
    microsoft = await startMicrosoft365(options)
  })
  beforeEach(async () => {
    await opened?.close()
    if (!microsoft) return
    microsoft.reset()
    opened = await open(microsoft)
  })
  afterAll(async () => {
    await opened?.close()
    await microsoft?.close()
  })

  return () => {
    if (!opened) throw new Error('The shop is open only inside tests.')
    return opened
  }
}
