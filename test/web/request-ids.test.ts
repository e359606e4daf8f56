import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { requestIds } from '../../src/web/request-ids.ts'

const given = '4bf92f35-77b3-4da6-a3ce-929d0e0e4736'

function requestFrom(remoteAddress: string, id?: string): IncomingMessage {
  const request = new IncomingMessage(
    Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress }),
  )
  if (id !== undefined) request.headers['x-request-id'] = id

  return request
}

test.each([
  ['10.0.0.7', ['10.0.0.0/8']],
  ['::ffff:10.0.0.7', ['10.0.0.7']],
  ['::1', ['loopback']],
  ['192.168.1.2', ['linklocal', 'uniquelocal']],
])('a request that %s passes on keeps its name where %s is trusted', (address, trusted) => {
  expect(requestIds(trusted)(requestFrom(address, given))).toBe(given)
})

test.each([
  ['10.0.0.7', []],
  ['11.0.0.7', ['10.0.0.0/8']],
  ['127.0.0.1', ['uniquelocal']],
])('a stranger at %s does not name a request', (address, trusted) => {
  expect(requestIds(trusted)(requestFrom(address, given))).toMatch(/^[0-9a-f-]{36}$/)
  expect(requestIds(trusted)(requestFrom(address, given))).not.toBe(given)
})

test.each(['', 'short', 'x'.repeat(129), 'a\nforged line', '<script>alert(1)</script>', undefined])(
  'a name that is none is replaced by one of our own: %j',
  (id) => {
    const idOf = requestIds(['loopback'])

    expect(idOf(requestFrom('127.0.0.1', id))).toMatch(/^[0-9a-f-]{36}$/)
    expect(idOf(requestFrom('127.0.0.1', id))).not.toBe(idOf(requestFrom('127.0.0.1', id)))
  },
)

test('a network that is none is refused', () => {
  expect(() => requestIds(['everyone'])).toThrow('everyone')
})
