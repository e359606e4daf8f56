import { Duplex } from 'node:stream'
import type { PGlite } from '@electric-sql/pglite'

/** PostgreSQL's Terminate message; the one backend stays when a client leaves. */
const terminate = Buffer.from([0x58, 0, 0, 0, 4])

/**
 * The pg driver's socket, answered by PGlite in this process. The driver writes the messages of one query together,
 * and they reach PGlite in one call.
 */
export function embeddedSocket(pglite: PGlite): Duplex {
  async function answer(request: Buffer): Promise<void> {
    if (request.equals(terminate)) return
    await pglite.runExclusive(() =>
      pglite.execProtocolRawStream(new Uint8Array(request), {
        onRawData: (data) => socket.push(Buffer.from(data)),
      }),
    )
  }
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      answer(chunk).then(() => done(), done)
    },
    writev(chunks: { chunk: Buffer }[], done) {
      answer(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(() => done(), done)
    },
    final(done) {
      socket.push(null)
      done()
    },
  })
  const nothing = () => socket

  return Object.assign(socket, {
    connect() {
      process.nextTick(() => socket.emit('connect'))
      return socket
    },
    setNoDelay: nothing,
    setKeepAlive: nothing,
    setTimeout: nothing,
    ref: nothing,
    unref: nothing,
  })
}
