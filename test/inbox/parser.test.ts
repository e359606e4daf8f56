import { afterEach, describe, expect, test } from 'vitest'
import { cleanFileName } from '../../src/inbox/clean-text.ts'
import { createParser, type ParseResult, type Parser } from '../../src/inbox/parser.ts'
import { useDatabase } from '../database.ts'
import { bytes, mailWith, processingOf, rowOf, storeMail, theParser } from './shop.ts'

const longText = mailWith({}, `${'x'.repeat(990)}\r\n`.repeat(20_000))

describe('the thread that reads a mail', () => {
  let parser: Parser | undefined
  afterEach(() => parser?.stop())

  test('is ended when it takes too long, and tells whose mail it was', async () => {
    parser = createParser({ timeoutMs: 20 })

    expect(await parser.parseReceived(bytes(longText))).toMatchObject({
      killed: 'time',
      head: { subject: 'Frage', from: { address: 'kundin@example.com' } },
    })
  })

  test('is ended when it takes too much memory', async () => {
    parser = createParser({ memoryMb: 24 })

    expect(await parser.parseReceived(bytes(longText))).toMatchObject({
      killed: 'memory',
      head: { subject: 'Frage' },
    })
  })
})

describe('mails that wait for a thread', () => {
  let parser: Parser | undefined
  afterEach(() => parser?.stop())

  test('are not ended for the time they wait: it counts from when the thread begins', async () => {
    const begun: AbortController[] = []
    let isOver = false
    function timeOut(): AbortSignal {
      const time = new AbortController()
      if (!isOver) begun.push(time)
      // For all that have begun until the first one is under way.
      setImmediate(() => {
        isOver = true
        for (const one of begun) one.abort()
      })

      return time.signal
    }
    parser = createParser({ threads: 1, timeOut })
    const results = [longText, mailWith(), mailWith()].map((raw) => parser?.parseReceived(bytes(raw)))

    expect(await Promise.all(results)).toMatchObject([
      { killed: 'time' },
      { mail: { subject: 'Frage' } },
      { mail: { subject: 'Frage' } },
    ])
  })

  test('are not taken into memory before', async () => {
    const taken: number[] = []
    let end = () => {}
    const isOver = new Promise<void>((resolve) => {
      end = resolve
    })
    async function* raw(no: number) {
      taken.push(no)
      if (no < 2) await isOver
      yield* bytes(mailWith())
    }
    parser = createParser({ threads: 2 })
    const results = [0, 1, 2].map((no) => parser?.parseReceived(raw(no)))
    await new Promise(setImmediate)
    expect(taken).toEqual([0, 1])
    end()

    expect(await Promise.all(results)).toMatchObject(Array(3).fill({ mail: { subject: 'Frage' } }))
  })
})

describe('a mail that the thread was ended over', () => {
  const db = useDatabase()

  test.each([
    ['time', 'too long'],
    ['memory', 'memory'],
  ] as const)(
    'needs attention at once (%s), with what its header says; the next is processed',
    async (killed, said) => {
      const bad = await storeMail(db, mailWith())
      const good = await storeMail(db, mailWith({ Subject: 'Danach' }))
      async function parseReceived(raw: AsyncIterable<Uint8Array>): Promise<ParseResult> {
        const result = await theParser().parseReceived(raw)
        if (!('mail' in result) || result.mail.subject === 'Danach') return result

        return { killed, head: result.mail }
      }
      await processingOf(db, { parser: { parseReceived } }).processDue()

      expect(await rowOf(db, bad)).toMatchObject({
        state: 'attention',
        attempts: 1,
        subject: 'Frage',
        handOver: 'none',
        reason: { text: { en: expect.stringContaining(said) } },
      })
      expect(await rowOf(db, good)).toMatchObject({ state: 'processed' })
    },
  )
})

const withAttachments = mailWith(
  { 'Content-Type': 'multipart/mixed; boundary=b' },
  [
    '--b\r\nContent-Type: text/plain\r\n\r\nHallo',
    '--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nAAA',
    '--b\r\nContent-Type: application/pdf; name=b.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nQkJC',
    '--b--',
  ].join('\r\n'),
)

test('an attachment is answered whole by its number', async () => {
  const found = await theParser().attachmentOf(bytes(withAttachments), 1)

  expect(found).toMatchObject({ filename: 'b.pdf', contentType: 'application/pdf' })
  expect(Buffer.from(found?.content ?? []).toString()).toBe('BBB')
  expect(await theParser().attachmentOf(bytes(withAttachments), 2)).toBeUndefined()
})

test('an attachment of a mail that is not read is refused with a sentence', async () => {
  const many = 'X: y\r\n'.repeat(300) + withAttachments

  await expect(theParser().attachmentOf(bytes(many), 0)).rejects.toThrow('This attachment cannot be opened')
})

test.each([
  ['Rechnung 4711.pdf', 'Rechnung 4711.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\x\\a.exe', 'a.exe'],
  ['a\r\nSet-Cookie: x.pdf', 'aSet-Cookie_ x.pdf'],
  ['\u202egpj.exe', 'gpj.exe'],
  ['..', 'part-1'],
  ['', 'part-1'],
  [`${'ü'.repeat(300)}.pdf`, `${'ü'.repeat(116)}.pdf`],
])('T72: the name %j becomes %j', (given, safe) => {
  expect(cleanFileName(given, 'part-1')).toBe(safe)
})
