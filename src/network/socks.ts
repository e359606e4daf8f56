import { isIP, type Socket } from 'node:net'
import { addressBytes } from './addresses.ts'
import type { ForwardProxy } from './proxy.ts'
import { settled } from './settled.ts'

const version = 5
const withoutSignIn = 0
const withPassword = 2
/** Bytes of an IPv4 and of an IPv6 address, by their type. */
const lengths: Record<number, number> = { 1: 4, 4: 16 }
const nameType = 3

/**
 * Asks a SOCKS5 proxy for a connection (RFC 1928, RFC 1929). Not one byte beyond its answer is read: the mail server behind
 * it may have spoken already. Throws with the code `SOCKS_` and the number it refused with, or `SOCKS_SIGN_IN`.
 */
export async function askSocks(
  socket: Socket,
  { user, password }: Pick<ForwardProxy, 'user' | 'password'>,
  { address, port }: { address: string; port: number },
): Promise<void> {
  const methods = user || password ? [withoutSignIn, withPassword] : [withoutSignIn]
  socket.write(Buffer.from([version, methods.length, ...methods]))
  const [spoken, method] = await take(socket, 2)
  if (spoken !== version) throw coded('SOCKS_VERSION')
  if (method === withPassword) await signIn(socket, user, password)
  else if (method !== withoutSignIn) throw coded('SOCKS_SIGN_IN')

  socket.write(Buffer.concat([Buffer.from([version, 1, 0]), destination(address), portBytes(port)]))
  const [, reply, , type = 0] = await take(socket, 4)
  if (reply !== 0) throw coded(`SOCKS_${reply}`)
  const length = lengths[type] ?? (await take(socket, 1))[0] ?? 0
  await take(socket, length + 2)
}

async function signIn(socket: Socket, user: string, password: string): Promise<void> {
  socket.write(Buffer.concat([Buffer.from([1]), counted(user), counted(password)]))
  const [, status] = await take(socket, 2)
  if (status !== 0) throw coded('SOCKS_SIGN_IN')
}

function destination(address: string): Buffer {
  const family = isIP(address)
  if (family === 0) return Buffer.concat([Buffer.from([nameType]), counted(address)])

  return Buffer.from([family === 4 ? 1 : 4, ...addressBytes(address)])
}

function counted(word: string): Buffer {
  const bytes = Buffer.from(word)

  return Buffer.concat([Buffer.from([bytes.length]), bytes])
}

function portBytes(port: number): Buffer {
  return Buffer.from([port >> 8, port & 255])
}

/** Reads all there is and puts back what is too much: asked for more than there is, a socket says at once that it is readable. */
async function take(socket: Socket, count: number): Promise<Buffer> {
  let bytes = Buffer.alloc(0)
  while (bytes.length < count) {
    const more: Buffer | null = socket.read()
    if (more) bytes = Buffer.concat([bytes, more])
    else await settled(socket, 'readable')
  }
  if (bytes.length > count) socket.unshift(bytes.subarray(count))

  return bytes.subarray(0, count)
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code })
}
