import { describe, expect, test } from 'vitest'
import { parseHost } from '../../src/mail-servers/connection-form.ts'
import { createGuard } from '../../src/network/guard.ts'

const guard = createGuard({ allowNets: ['10.1.2.0/24'], allowPorts: [] })

describe('the name of a mail server', () => {
  test.each([
    ['smtp.office365.com', 'smtp.office365.com'],
    [' SMTP.Office365.COM ', 'smtp.office365.com'],
    ['mail.münchen.example', 'mail.xn--mnchen-3ya.example'],
    ['mailserver', 'mailserver'],
    ['192.0.2.7', '192.0.2.7'],
    ['2001:DB8::1', '2001:db8::1'],
    ['::ffff:127.0.0.1', '::ffff:127.0.0.1'],
    // What browsers and C libraries take for 127.0.0.1 is named so, and then refused.
    ['127.1', '127.0.0.1'],
    ['0x7f.1', '127.0.0.1'],
    ['0177.0.0.1', '127.0.0.1'],
    ['2130706433', '127.0.0.1'],
    ['１２７.0.0.1', '127.0.0.1'],
  ])('%j is %j', (typed, host) => {
    expect(parseHost(typed)).toBe(host)
  })

  test.each([
    '',
    'https://smtp.office365.com',
    'smtp://smtp.office365.com',
    'smtp.office365.com:587',
    'smtp.office365.com/',
    'smtp.office365.com/path',
    'smtp.office365.com?x',
    'smtp.office365.com#x',
    'smtp.office365.com\\x',
    'user@smtp.office365.com',
    'smtp office365 com',
    'smtp.office365.com evil.example',
    'smtp.office\n365.com',
    'smtp.office365.com\0',
    'smtp%2eoffice365.com',
    'smtp..office365.com',
    '.office365.com',
    'smtp.office365.com.',
    'smtp_office365.com',
    '-smtp.office365.com',
    '[::1]',
    'fe80::1%eth0',
    '1:2',
    ':::',
    '999.1.1.1',
    '1.2.3.4.5',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(127)}com`,
    'ü'.repeat(100_000),
  ])('%j is none', (typed) => {
    expect(parseHost(typed)).toBeUndefined()
  })

  test.each([
    '127.1',
    '2130706433',
    '0x7f.1',
    '::1',
    '::ffff:10.0.0.1',
    '10.0.0.1',
    '169.254.169.254',
    'fd00:ec2::254',
  ])('%j leads into the own network and is refused', (typed) => {
    expect(guard.mayBeAllowed(parseHost(typed) ?? '')).toBe(false)
  })

  test('what the operator allowed is allowed', () => {
    expect(guard.mayBeAllowed(parseHost('10.1.2.9') ?? '')).toBe(true)
  })
})
