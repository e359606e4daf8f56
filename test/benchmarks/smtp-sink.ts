// A process of its own for outbox.ts: takes every mail, after STARTTLS and AUTH PLAIN, and keeps none.
import { createServer, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'

const { MAIL_SINK_CERT: cert, MAIL_SINK_KEY: key } = process.env
const secureContext = createSecureContext({ cert, key })
const answers: Record<string, string> = {
  EHLO: '250-sink\r\n250-SIZE 35882577\r\n250-STARTTLS\r\n250 AUTH PLAIN',
  AUTH: '235 2.7.0 OK',
  MAIL: '250 2.1.0 OK',
  RCPT: '250 2.1.5 OK',
  STAR: '220 2.0.0 Ready',
  DATA: '354 Go on',
  RSET: '250 2.0.0 OK',
  QUIT: '221 2.0.0 Bye',
}
let taken = 0

const server = createServer((socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => {})
  socket.write('220 sink ESMTP\r\n')
  listen(socket)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' ? address?.port : undefined)
})
process.on('message', () => process.send?.(taken))
process.on('disconnect', () => process.exit())

/** One client, on the bare socket or on the encrypted one. */
function listen(socket: Socket): void {
  let rest = ''
  let inMail = false
  socket.on('data', read)

  function read(chunk: Buffer): void {
    rest += chunk.toString('latin1')
    for (let piece = next(); piece !== undefined; piece = next()) answer(piece)
  }

  function next(): string | undefined {
    const mark = inMail ? '\r\n.\r\n' : '\r\n'
    const end = rest.indexOf(mark)
    if (end < 0) return undefined
    const piece = rest.slice(0, end)
    rest = rest.slice(end + mark.length)

    return piece
  }

  function answer(piece: string): void {
    if (inMail) taken += 1
    const reply = inMail ? '250 2.0.0 OK taken' : (answers[piece.slice(0, 4)] ?? '500 5.5.1 What?')
    inMail = !inMail && piece === 'DATA'
    socket.write(`${reply}\r\n`)
    if (piece === 'STARTTLS') encrypt()
  }

  function encrypt(): void {
    socket.off('data', read)
    listen(new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => {}))
  }
}
