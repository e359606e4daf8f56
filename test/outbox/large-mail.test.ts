import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { bodyOf, createBodies } from '../../src/outbox/delivery-body.ts'
import { createPieces, pieceBytes } from '../../src/outbox/pieces.ts'
import { createSend } from '../../src/outbox/send.ts'
import type { ByteSecrets } from '../../src/storage/secrets.ts'
import { useDatabase } from '../database.ts'
import { describeOnBothDatabases } from '../postgres.ts'
import { addPasswordServer, secrets, useShop } from './shop.ts'

const megabyte = 1024 * 1024
const order = { to: 'kundin@example.com', subject: 'Ihre Bestellung', text: 'Danke!' }

/** Random bytes that exist only piece by piece, with the hash of all. */
function streamOf(bytes: number) {
  const hash = createHash('sha256')
  function* made() {
    for (let left = bytes; left > 0; left -= 64 * 1024) {
      const piece = randomBytes(Math.min(left, 64 * 1024))
      hash.update(piece)
      yield piece
    }
  }

  return { stream: Readable.from(made(), { objectMode: false }), hash: () => hash.digest('hex') }
}

function file(content: Readable | Uint8Array<ArrayBuffer>, filename = 'Katalog.pdf') {
  return { filename, content, contentType: 'application/pdf' }
}

/** What stands in the base64 of the one attachment, decoded. */
function attachedIn(source: Buffer): Buffer {
  const start = source.indexOf('\r\n\r\n', source.indexOf('Katalog.pdf')) + 4
  const end = source.indexOf('\r\n--', start)

  return Buffer.from(source.subarray(start, end).toString('latin1'), 'base64')
}

describeOnBothDatabases('a large mail', (db) => {
  const shop = useShop(db)
  const state = async () => db.outboxMail.findMany({ select: { state: true, size: true } })

  test('whose stream breaks is not taken, and nothing of it stays', async () => {
    const broken = Readable.from(
      (function* () {
        yield* Array.from({ length: 20 }, () => randomBytes(megabyte / 4))
        throw new Error('The file is gone.')
      })(),
      { objectMode: false },
    )

    await expect(shop().send({ ...order, attachments: [file(broken)] })).rejects.toThrow('The file is gone.')
    expect([await db.outboxMail.count(), await db.outboxChunk.count()]).toEqual([0, 0])
  })

  test('under the same key is the same mail, and stored once; with other bytes it is refused', async () => {
    const content = randomBytes(megabyte)
    const keyed = (bytes: Buffer) =>
      shop().send({ ...order, idempotencyKey: 'order-1', attachments: [file(Readable.from([bytes]))] })
    const first = await keyed(content)
    const pieces = await db.outboxChunk.count()

    expect(await keyed(content)).toEqual({ ...first, repeated: true })
    content.writeUInt8(content.readUInt8(content.length - 1) ^ 1, content.length - 1)
    await expect(keyed(content)).rejects.toThrow('another mail')
    expect([await db.outboxMail.count(), await db.outboxChunk.count()]).toEqual([1, pieces])
  })

  test("in the caller's transaction exists exactly if that commits", async () => {
    const large = () => ({ ...order, attachments: [file(randomBytes(megabyte))] })
    const rolledBack = db.$transaction(async (tx) => {
      await shop().send(large(), { tx })
      throw new Error('The order was not saved.')
    })
    await expect(rolledBack).rejects.toThrow('not saved')
    expect([await db.outboxMail.count(), await db.outboxChunk.count()]).toEqual([0, 0])
    await db.$transaction((tx) => shop().send(large(), { tx }))

    expect(await db.outboxChunk.count()).toBeGreaterThan(3)
  })

  test('that cannot be read to its end fails alone, and its server goes on', async () => {
    await addPasswordServer(db, shop().microsoft.passwords.smtp.port, 'Sandbox-2026')
    const { id } = await shop().send({ ...order, attachments: [file(randomBytes(megabyte))] })
    await shop().send(order)
    await db.outboxChunk.deleteMany({ where: { mailId: id, no: 3 } })
    await shop().deliver()

    expect((await state()).map(({ state }) => state).sort()).toEqual(['failed', 'sent'])
    expect(shop().microsoft.received).toHaveLength(1)
  })

  test('pieces whose mail was never stored are removed after an hour, others stay', async () => {
    await shop().send({ ...order, attachments: [file(randomBytes(megabyte))] })
    const pieces = await db.outboxChunk.count()
    const lost = { mailId: '00000000-0000-4000-8000-00000000000f', sealedPart: new Uint8Array([1]) }
    const old = new Date(Date.now() - 61 * 60_000)
    await db.outboxChunk.updateMany({ data: { createdAt: old } })
    for (const [no, createdAt] of [old, new Date()].entries())
      await db.outboxChunk.create({
        data: { ...lost, id: `00000000-0000-4000-8000-00000000001${no}`, no, createdAt },
      })
    await createPieces({ db, secrets, now: () => new Date() }).forgetOrphans()

    expect(await db.outboxChunk.count()).toBe(pieces + 1)
  })

  test('that took longer than that is not stored without its beginning', async () => {
    const clock = { late: 0 }
    const now = () => new Date(Date.now() + clock.late)
    const slow = Readable.from(
      (async function* () {
        yield randomBytes(megabyte)
        await expect.poll(() => db.outboxChunk.count()).toBeGreaterThan(2)
        clock.late = 61 * 60_000
        await createPieces({ db, secrets, now }).forgetOrphans()
        yield randomBytes(megabyte)
      })(),
      { objectMode: false },
    )
    const send = createSend({ db, secrets, now, stored: () => {} })

    await expect(send({ ...order, attachments: [file(slow)] })).rejects.toThrow('pieces are there')
    expect([await db.outboxMail.count(), await db.outboxChunk.count()]).toEqual([0, 0])
  })
})

describe('a very large mail', () => {
  const db = useDatabase()
  const shop = useShop(db)

  test('of 24 MB arrives byte for byte, and lies in the database in sealed pieces', async () => {
    await addPasswordServer(db, shop().microsoft.passwords.smtp.port, 'Sandbox-2026')
    const { stream, hash } = streamOf(24 * megabyte)
    const { id } = await shop().send({ ...order, attachments: [file(stream)] })
    const { size, sealedMime } = await db.outboxMail.findUniqueOrThrow({ where: { id } })
    expect(await db.outboxChunk.count({ where: { mailId: id } })).toBe(Math.ceil(size / pieceBytes) - 1)
    expect(sealedMime.length).toBeLessThan(pieceBytes + 100)
    await shop().deliver()

    const [received] = shop().microsoft.received
    const attached = attachedIn(received?.source ?? Buffer.alloc(0))
    expect(attached.length).toBe(24 * megabyte)
    expect(createHash('sha256').update(attached).digest('hex')).toBe(hash())
  })

  test('that is too large is refused while it comes, and its streams are let go', async () => {
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(megabyte / 4))
      },
    })
    const second = new Readable({ read() {} })
    const attachments = [file(endless), file(second, 'b')]

    await expect(shop().send({ ...order, attachments })).rejects.toThrow('larger than 35 MB')
    if (!second.closed) await once(second, 'close')
    expect([endless.destroyed, second.destroyed]).toEqual([true, true])
    expect(await db.outboxChunk.count()).toBe(0)
  })

  test('that its server does not take is refused with both sizes, others go', async () => {
    const id = await addPasswordServer(db, shop().microsoft.passwords.smtp.port, 'Sandbox-2026')
    await db.outgoingServer.update({ where: { id }, data: { largestMail: 6 * megabyte } })
    const send = (bytes: number) => shop().send({ ...order, attachments: [file(streamOf(bytes).stream)] })

    await expect(send(4.8 * megabyte)).rejects.toThrow(
      /it has 6\.\d MB, and the server “.*” takes at most 6 MB/,
    )
    expect([await db.outboxMail.count(), await db.outboxChunk.count()]).toEqual([0, 0])
    await send(4 * megabyte)
    await db.outgoingServer.update({ where: { id }, data: { largestMail: null } })
    await send(4.8 * megabyte)
    expect(await db.outboxMail.count()).toBe(2)
  })

  test('is never in memory as a whole, neither while it is taken nor while it is handed over', async () => {
    const bytes = 8 * megabyte
    const alive = { produced: 0, sealed: 0, opened: 0, read: 0 }
    const most = { taking: 0, sending: 0 }
    const counted: ByteSecrets = {
      sealBytes(plain, place) {
        // Base64 with its line ends makes 78 characters of 57 bytes.
        alive.sealed += (plain.length * 57) / 78
        return secrets.sealBytes(plain, place)
      },
      openBytes(sealed, place) {
        const plain = secrets.openBytes(sealed, place)
        alive.opened += plain.length
        return plain
      },
    }
    const source = streamOf(bytes).stream.on('data', (piece: Buffer) => {
      alive.produced += piece.length
      most.taking = Math.max(most.taking, alive.produced - alive.sealed)
    })
    source.pause()
    const send = createSend({ db, secrets: counted, now: () => new Date(), stored: () => {} })
    const { id } = await send({ ...order, attachments: [file(source)] })
    const body = await createBodies({ db, secrets: counted }).open(id, Buffer.alloc(0))
    const nothing = async () => {}
    for await (const piece of bodyOf(body, { before: nothing, after: nothing, broken: () => {} })) {
      alive.read += piece.length
      most.sending = Math.max(most.sending, alive.opened - alive.read)
    }

    expect(alive.read).toBeGreaterThan(bytes * 1.3)
    expect(most.taking).toBeLessThan(4 * pieceBytes)
    expect(most.sending).toBeLessThan(4 * pieceBytes)
  })
})
