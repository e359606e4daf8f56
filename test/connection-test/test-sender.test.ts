import { expect, test } from 'vitest'
import { testSender } from '../../src/connection-test/test-sender.ts'

type Known = Parameters<typeof testSender>[0]

const nothing: Known = { entries: [], defaultFrom: null, username: null, adminEmail: undefined }
const everything: Known = {
  entries: [],
  defaultFrom: 'Shop@mein-shop.example',
  username: 'bestellung@mein-shop.example',
  adminEmail: 'ada@mein-shop.example',
}

test.each<[string, Known, string | undefined]>([
  [
    'an address of the filter comes first',
    { ...everything, entries: ['b.example', 'a@b.example', 'c@d.example'] },
    'a@b.example',
  ],
  ['an empty filter takes the default From', everything, 'Shop@mein-shop.example'],
  [
    'a domain that covers it takes the default From',
    { ...everything, entries: ['x.example', 'mein-shop.example'] },
    'Shop@mein-shop.example',
  ],
  [
    'another domain takes its local part',
    { ...everything, entries: ['x.example', 'y.example'] },
    'Shop@x.example',
  ],
  [
    'a domain alone takes postmaster',
    { ...everything, defaultFrom: null, entries: ['x.example'] },
    'postmaster@x.example',
  ],
  ['then the user name', { ...everything, defaultFrom: null }, 'bestellung@mein-shop.example'],
  [
    'a user name that is no address is passed over',
    { ...everything, defaultFrom: null, username: 'orders' },
    'ada@mein-shop.example',
  ],
  ['then the acting admin', { ...nothing, adminEmail: 'ada@mein-shop.example' }, 'ada@mein-shop.example'],
  [
    'a sub-domain is another domain',
    { ...everything, entries: ['sub.mein-shop.example'] },
    'Shop@sub.mein-shop.example',
  ],
  ['nobody else', nothing, undefined],
  [
    'nothing that could end the line',
    { ...nothing, username: 'a@b.example>\r\nRCPT TO:<c@d.example' },
    undefined,
  ],
])('%s', (_, known, sender) => {
  expect(testSender(known)).toBe(sender)
})
