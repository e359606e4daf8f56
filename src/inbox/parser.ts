import { createRequire } from 'node:module'
import { Piscina } from 'piscina'
import { createLanes } from '../background/lanes.ts'
import { RuleBroken } from '../errors.ts'
import {
  type AttachmentContent,
  type Extracted,
  type Formatted,
  type Parsed,
  type ParsedReceived,
  receivedLimits,
} from './received.ts'
import { inboxTexts } from './texts.ts'

/** More threads wait for the same two cores; two, so that one bad mail does not stop all others. */
const mostThreads = 2
const killAfterMs = 20_000
const headAfterMs = 5_000
const idleMs = 60_000
const memory = 256

/** A mail as it was read, or why it was not: a limit, or the thread was ended over it. */
export type ParseResult = Parsed | { killed: 'time' | 'memory'; head: ParsedReceived | undefined }

interface Bounds {
  threads?: number
  timeoutMs?: number
  timeOut?: (ms: number) => AbortSignal
  /** Of the heap of one thread; the mail itself comes on top. */
  memoryMb?: number
}

export type Parser = ReturnType<typeof createParser>

/** Reads mails in threads that may be ended: for their time, for their memory, or because they crashed. */
export function createParser(bounds: Bounds = {}) {
  const { threads = mostThreads, timeoutMs = killAfterMs, timeOut = AbortSignal.timeout } = bounds
  const { memoryMb = memory } = bounds
  const lanes = createLanes(threads)
  const pool = new Piscina({
    filename: new URL(`./parse-worker${ending}`, import.meta.url).href,
    // Named here too: under tsx a file is found again only if its first look has found what it exports.
    name: 'parse',
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: idleMs,
    atomics: 'disabled',
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    execArgv: loader,
    // Nothing in there needs what the environment says, least of all the keys.
    env: {},
  })

  // The task is told too; unheard, the event would end the process.
  pool.on('error', () => {})

  /** Throws what the parser throws, and what `raw` does. */
  function parseReceived(raw: AsyncIterable<Uint8Array>): Promise<ParseResult> {
    return withThread(() => parsed(raw))
  }

  async function parsed(raw: AsyncIterable<Uint8Array>): Promise<ParseResult> {
    const bytes = await whole(raw)
    if (!bytes) return { limit: 'mail', head: undefined }
    try {
      return await run<Parsed>('parse', bytes, timeoutMs)
    } catch (error) {
      const killed = killedBy(error)
      if (!killed) throw error

      return { killed, head: await headOf(bytes) }
    }
  }

  /** One attachment, up to 25 MiB; undefined when there is none of this number. Throws RuleBroken for a bad mail. */
  function attachmentOf(raw: AsyncIterable<Uint8Array>, no: number): Promise<AttachmentContent | undefined> {
    return withThread(() => extracted(raw, no))
  }

  async function extracted(
    raw: AsyncIterable<Uint8Array>,
    no: number,
  ): Promise<AttachmentContent | undefined> {
    const bytes = await whole(raw)
    try {
      const found = bytes && (await run<Extracted>('extract', { raw: bytes, no }, timeoutMs))
      if (found && 'attachment' in found) return found.attachment
    } catch (error) {
      if (!killedBy(error)) throw error
    }
    throw new RuleBroken(inboxTexts.attachmentUnreadable)
  }

  /** The HTML made safe to show; undefined when the mail has none, or cannot be read. */
  function formattedOf(raw: AsyncIterable<Uint8Array>, remoteImages: boolean): Promise<string | undefined> {
    return withThread(() => formatted(raw, remoteImages))
  }

  async function formatted(
    raw: AsyncIterable<Uint8Array>,
    remoteImages: boolean,
  ): Promise<string | undefined> {
    const bytes = await whole(raw)
    try {
      const found = bytes && (await run<Formatted>('format', { raw: bytes, remoteImages }, timeoutMs))
      return found && 'html' in found ? found.html : undefined
    } catch (error) {
      if (killedBy(error)) return undefined
      throw error
    }
  }

  async function headOf(bytes: Uint8Array): Promise<ParsedReceived | undefined> {
    const start = bytes.slice(0, receivedLimits.header)
    try {
      return await run<ParsedReceived>('head', start, headAfterMs)
    } catch {
      return undefined
    }
  }

  /** In line before the mail is in memory, and before its time begins. */
  function withThread<R>(work: () => Promise<R>): Promise<R> {
    return lanes.run('thread', work)
  }

  function run<R>(name: string, task: unknown, ms: number): Promise<R> {
    return pool.run(task, { name, signal: timeOut(ms) })
  }

  return {
    parseReceived,
    attachmentOf,
    formattedOf,
    /** Ends the threads, whatever they do. */
    stop: () => pool.destroy(),
  }
}

// Beside this file: as TypeScript under tsx and Vitest, as JavaScript in dist.
const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
const loader = ending === '.ts' ? ['--import', createRequire(import.meta.url).resolve('tsx')] : []

async function whole(raw: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of raw) {
    size += piece.length
    if (size > receivedLimits.mail) return undefined
    pieces.push(piece)
  }

  return Buffer.concat(pieces)
}

function killedBy(error: unknown): 'time' | 'memory' | undefined {
  if (!(error instanceof Error)) return undefined
  if (error.name === 'AbortError') return 'time'
  const code = 'code' in error ? error.code : undefined

  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : undefined
}
