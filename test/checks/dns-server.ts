import { createSocket } from 'node:dgram'
import { type Answer, decode, encode } from 'dns-packet'
import { afterAll, beforeAll, beforeEach } from 'vitest'

/** What the server says to a name: texts, one target, exchangers, or in which way there is nothing. */
export type Said =
  | { txt: string[] }
  | { cname: string }
  | { mx: string[] }
  | 'nothing'
  | 'servfail'
  | 'silence'

const nameError = 3
const serverFailure = 2

/** A DNS server on loopback that knows what a test tells it, by `TXT mein-shop.example`. Everything else is NXDOMAIN. */
export function useDns(): { address: () => string; zone: Map<string, Said>; asked: string[] } {
  const socket = createSocket('udp4')
  const zone = new Map<string, Said>()
  const asked: string[] = []
  socket.on('message', (message, from) => {
    const { id, questions = [] } = decode(message)
    const [question] = questions
    if (!question) return
    const key = `${question.type} ${question.name.toLowerCase()}`
    asked.push(key)
    const said = zone.get(key)
    if (said === 'silence') return
    const rcode = said === 'servfail' ? serverFailure : 0
    const answers = said === undefined ? [] : answersOf(question.name, said)
    socket.send(
      encode({
        type: 'response',
        id,
        flags: 0x180 | (said === undefined ? nameError : rcode),
        questions,
        answers,
      }),
      from.port,
      from.address,
    )
  })
  beforeAll(() => new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve)))
  beforeEach(() => {
    zone.clear()
    asked.length = 0
  })
  afterAll(() => socket.close())

  return { address: () => `127.0.0.1:${socket.address().port}`, zone, asked }
}

function answersOf(name: string, said: Said): Answer[] {
  if (typeof said === 'string') return []
  if ('txt' in said) return said.txt.map((data) => ({ type: 'TXT', name, ttl: 60, data: partsOf(data) }))
  if ('cname' in said) return [{ type: 'CNAME', name, ttl: 60, data: said.cname }]

  return said.mx.map((exchange, preference) => ({
    type: 'MX',
    name,
    ttl: 60,
    data: { exchange, preference },
  }))
}

/** A record's text travels in strings of at most 255 bytes (RFC 1035, 3.3). */
function partsOf(text: string): string[] {
  return text.match(/.{1,255}/g) ?? []
}
