import { expect, test } from 'vitest'
import { addressRules } from '../../src/network/addresses.ts'

const closed = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.0.170',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '192.168.255.255',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.7',
  '203.0.113.7',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '0:0:0:0:0:0:0:1',
  '::127.0.0.1',
  '::7f00:1',
  '::10.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::FFFF:10.0.0.1',
  '0:0:0:0:0:ffff:c0a8:1',
  '::ffff:169.254.169.254',
  '64:ff9b::7f00:1',
  '64:ff9b::127.0.0.1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:0:4136:e378::1',
  '2001:1ff::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:a00:1::1',
  '3fff::1',
  '3fff:fff::1',
  'fc00::1',
  'fd12:3456::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fe80::1%25lo',
  'febf::1',
  'fec0::1',
  'ff02::1',
  'ff0e::1',
  '::1%lo',
] as const

const open = [
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.1',
  '52.97.201.2',
  '100.63.255.255',
  '100.128.0.1',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.1',
  '191.255.255.255',
  '192.0.1.1',
  '192.167.255.255',
  '198.17.255.255',
  '198.20.0.1',
  '223.255.255.255',
  '::ffff:52.97.201.2',
  '2603:1026:c0d:802::2',
  '2a00:1450::1',
  '2001:200::1',
  '2003::1',
  '2600::1',
] as const

// Not one of these is an address: they only become one in a resolver, and then the answer is checked.
const noAddress = [
  '',
  'localhost',
  '127.1',
  '0x7f.1',
  '0177.0.0.1',
  '2130706433',
  '127.0.0.1.',
  '１２７.0.0.1',
  '[::1]',
  '1.2.3',
  '1.2.3.4.5',
  '::ffff:1.2.3',
  'g::1',
  '1.1.1.1/8',
] as const

test.each(closed)('%s is not on the public internet', (address) => {
  expect(addressRules([]).mayConnect(address)).toBe(false)
})

test.each(open)('%s is on the public internet', (address) => {
  expect(addressRules([]).mayConnect(address)).toBe(true)
})

test.each(noAddress)('"%s" is no address', (address) => {
  expect(addressRules(['0.0.0.0/0', '::/0']).mayConnect(address)).toBe(false)
})

test('the operator opens one network, in every spelling of its addresses, and no other', () => {
  const rules = addressRules(['10.1.2.0/24', '::1'])

  expect(rules.mayConnect('10.1.2.3')).toBe(true)
  expect(rules.mayConnect('::ffff:10.1.2.3')).toBe(true)
  expect(rules.mayConnect('10.1.3.3')).toBe(false)
  expect(rules.mayConnect('::1')).toBe(true)
  expect(rules.mayConnect('::2')).toBe(false)
})

test.each([
  '169.254.169.254',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  'fd00:ec2::254',
  'fd00:0ec2:0::0254',
])('the metadata address %s stays closed even when its network is allowed', (address) => {
  expect(addressRules(['169.254.0.0/16', '::/0', '0.0.0.0/0', address]).mayConnect(address)).toBe(false)
})

test('a neighbour of the metadata address can be allowed', () => {
  expect(addressRules(['169.254.0.0/16']).mayConnect('169.254.169.253')).toBe(true)
})

test.each(['10.1.2.0/33', '10.1.2/24', 'inside', '::/129', '10.0.0.0/8/8', '10.0.0.0/', '10.0.0.0/-1'])(
  'a network "%s" stops the start',
  (net) => {
    expect(() => addressRules([net])).toThrow(`"${net}" is not a network`)
  },
)
