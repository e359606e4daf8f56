// A process of its own for mailboxes.ts: passes everything on to a port, each way after so many milliseconds.
import { connect, createServer, type Socket } from 'node:net'

const [port, delayMs] = [Number(process.argv[2]), Number(process.argv[3])]
const server = createServer({ noDelay: true }, (near) => {
  const far = connect({ host: '127.0.0.1', port, noDelay: true })
  pass(near, far)
  pass(far, near)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address) process.send?.(address.port)
})
process.once('disconnect', () => process.exit())

function pass(from: Socket, to: Socket): void {
  const later = (work: () => void) => setTimeout(work, delayMs)
  from.on('data', (bytes) => later(() => to.writable && to.write(bytes)))
  from.on('end', () => later(() => to.end()))
  from.on('error', () => to.destroy())
}
