import { expect, test } from 'vitest'
import { bounceAddressFor } from '../../src/outgoing-servers/sender-addresses.ts'

test('a mailbox is never made to send as the bounce address, which Exchange would refuse after the whole mail', () => {
  expect(bounceAddressFor({ signInWith: 'outlook' }, 'bounce@mein-shop.example')).toBeUndefined()
})

test('a server with user name and password keeps it', () => {
  const bounce = 'bounce@mein-shop.example'

  expect(bounceAddressFor({ signInWith: 'password' }, bounce)).toBe(bounce)
})
