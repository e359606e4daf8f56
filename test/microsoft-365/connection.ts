import type { Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { createSecureContext, TLSSocket } from 'node:tls'
import type { Certificate } from './certificates.ts'

/** Lines of a mail protocol are short; a token makes them a few kilobytes. */
const longestLine = 1024 * 1024
const dot = 0x2e

export type Connection = ReturnType<typeof createConnection>

/** Reads a socket line by line or by length, however its bytes arrive; can turn to TLS on the way. */
export function createConnection(socket: Socket, slowMs: () => number) {
  let stream: Socket = socket
  let buffer = Buffer.alloc(0)
  let ended = false
  let wake: () => void = () => undefined

  socket.setNoDelay(true)
  listenTo(socket)

  function listenTo(source: Socket): void {
    source.on('data', (chunk: Buffer) => {
      buffer = Buffer.concat([buffer, chunk])
      wake()
    })
    source.on('error', finish)
    source.on('end', finish)
    source.on('close', finish)
  }

  function finish(): void {
    ended = true
    wake()
  }

  async function take(find: (buffer: Buffer) => number): Promise<Buffer | undefined> {
    for (;;) {
      const length = find(buffer)
      if (length >= 0) break
      if (ended || buffer.length > longestLine) return undefined
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    const taken = buffer.subarray(0, find(buffer))
    buffer = buffer.subarray(taken.length)

    return taken
  }

  function takeLine(): Promise<Buffer | undefined> {
    return take((bytes) => bytes.indexOf('\n') + 1 || -1)
  }

  async function beSlow(): Promise<void> {
    if (slowMs() > 0) await setTimeout(slowMs(), undefined, { ref: false })
  }

  return {
    /** Without its line end; undefined when the other side is gone. */
    async readLine(): Promise<string | undefined> {
      const line = await takeLine()
      await beSlow()

      return line?.toString('latin1').replace(/\r?\n$/, '')
    },
    async readBytes(length: number): Promise<Buffer | undefined> {
      let left = length
      const parts: Buffer[] = []
      while (left > 0) {
        const part = await take((bytes) => (bytes.length > 0 ? Math.min(left, bytes.length) : -1))
        if (!part) return undefined
        parts.push(part)
        left -= part.length
      }

      return Buffer.concat(parts)
    },
    /** Up to and without the line with a single dot; dots doubled by the sender are single again (RFC 5321, 4.5.2). */
    async readToDot(): Promise<Buffer | undefined> {
      const lines: Buffer[] = []
      let line = await takeLine()
      while (line && !isDot(line)) {
        lines.push(line[0] === dot ? line.subarray(1) : line)
        line = await takeLine()
      }
      await beSlow()

      return line ? Buffer.concat(lines) : undefined
    },
    beSlow,
    write(data: string | Buffer, written?: () => void): void {
      if (!stream.destroyed && stream.writable) stream.write(data, written)
    },
    /** As when a cable is cut: a reset, and not one word. */
    drop(): undefined {
      socket.resetAndDestroy()
    },
    /** What came before in clear text is thrown away: it could have been put in by someone else. */
    secure({ cert, key }: Certificate): void {
      for (const event of ['data', 'error', 'end']) socket.removeAllListeners(event)
      socket.on('error', () => undefined)
      buffer = Buffer.alloc(0)
      stream = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ cert, key }) })
      listenTo(stream)
    },
    end(): void {
      stream.end()
    },
    isGone: (): boolean => ended,
  }
}

function isDot(line: Buffer): boolean {
  return line[0] === dot && /^\.\r?\n$/.test(line.toString('latin1'))
}
