import type { ImapAccess, ImapConnection } from './imap-client.ts'
import type { MailFacts, Timely } from './imap-mailbox.ts'
import { ownFailure } from './remote-failure.ts'
import { filledUp, type Piece } from './short-answers.ts'

/**
 * What mails in the open folder hold. A mail that is gone is passed over; of one that is still there an answer without
 * it, though the server calls it OK, is a failure: whoever read on would lose that mail.
 */
export function imapBodies(
  { client, asked, granted }: ImapConnection,
  timely: Timely,
  { host, port }: Pick<ImapAccess, 'host' | 'port'>,
) {
  /** Of the mails that are still there. */
  async function facts(uids: readonly number[]): Promise<MailFacts[]> {
    const found = await told(uids)
    const left = await stillThere(without(uids, found))
    const late = left.length > 0 ? await told(left) : []
    if (late.length < left.length) throw notGivenOut()

    return [...found, ...late].toSorted((one, other) => one.uid - other.uid)
  }

  async function told(uids: readonly number[]): Promise<MailFacts[]> {
    const wanted = { uid: true, size: true, internalDate: true }
    const asking = new Set(uids)
    const rows = await timely(asked('fetch', client.fetchAll([...uids], wanted, { uid: true })))

    return rows
      .filter(({ uid, size }) => size !== undefined && asking.delete(uid))
      .map(({ uid, size = 0, internalDate }) => ({ uid, size, internalDate: validDate(internalDate) }))
  }

  async function stillThere(uids: readonly number[]): Promise<number[]> {
    if (uids.length === 0) return []
    // Until it has told of removed mails a server may go on as if they were there (RFC 2180, 4.1).
    await timely(asked('fetch', client.noop()))
    const found = await timely(granted('fetch', client.search({ uid: uids.join(',') }, { uid: true })))

    return uids.filter((uid) => found.includes(uid))
  }

  /**
   * The first `most` bytes of each mail, one after the other and without marking them; the server is asked once, and
   * once more for what it left out. No other command may be given meanwhile.
   */
  async function* starts(
    mails: readonly MailFacts[],
    most: number,
  ): AsyncGenerator<{ uid: number; bytes: Buffer }> {
    const missing = new Map(mails.map((mail) => [mail.uid, mail]))
    const cut: { mail: MailFacts; bytes: Buffer }[] = []
    for await (const { uid, bytes } of given([...missing.keys()], most)) {
      const mail = missing.get(uid)
      missing.delete(uid)
      if (mail && bytes.length < Math.min(mail.size, most)) cut.push({ mail, bytes })
      else yield { uid, bytes }
    }
    for (const { mail, bytes } of cut)
      yield* named(mail, await filled(mail, { start: 0, length: most }, bytes))
    if (missing.size === 0) return
    for (const mail of await facts([...missing.keys()])) yield* named(mail, await piece(mail, 0, most))
  }

  async function* given(
    uids: readonly number[],
    most: number,
  ): AsyncGenerator<{ uid: number; bytes: Buffer }> {
    const query = { uid: true, source: { start: 0, maxLength: most } }
    const since = Date.now()
    const rows = client.fetch([...uids], query, { uid: true })
    try {
      for (;;) {
        const next = await timely(asked('fetch', rows.next()), uids.length * most, since)
        if (next.done) return
        const { uid, source } = next.value
        if (source) yield { uid, bytes: source }
      }
    } finally {
      await rows.return(undefined)
    }
  }

  /** Undefined when the mail is gone; shorter than asked for at its end. */
  async function piece(mail: SizedMail, start: number, length: number): Promise<Buffer | undefined> {
    const { uid } = mail
    const bytes = await givenPiece(uid, start, length)
    if (bytes) return filled(mail, { start, length }, bytes)
    const [there] = await facts([uid])
    if (!there) return undefined
    // Behind the end some servers answer NIL instead of nothing.
    if (start >= there.size) return Buffer.alloc(0)
    const again = await givenPiece(uid, start, length)
    if (!again) throw notGivenOut()

    return filled(mail, { start, length }, again)
  }

  function filled({ uid, size }: SizedMail, piece: Piece, came: Buffer): Promise<Buffer | undefined> {
    return filledUp(came, piece, { ask: (next) => behind(uid, next), size, notGivenOut })
  }

  /** Behind the end some servers answer NIL instead of nothing. */
  async function behind(uid: number, { start, length }: Piece): Promise<Buffer | undefined> {
    const bytes = await givenPiece(uid, start, length)
    if (bytes) return bytes
    const [there] = await facts([uid])

    return there && ((await givenPiece(uid, start, length)) ?? Buffer.alloc(0))
  }

  async function givenPiece(uid: number, start: number, length: number): Promise<Buffer | undefined> {
    const query = { uid: true, source: { start, maxLength: length } }
    const mail = await timely(asked('fetch', client.fetchOne(String(uid), query, { uid: true })), length)

    const source = mail ? mail.source : undefined

    // For NIL imapflow answers false, whatever its types say.
    return source || undefined
  }

  function notGivenOut() {
    return ownFailure('mail-not-given-out', { host, port })
  }

  return { facts, starts, piece }
}

/** `size` as the server said, 0 when nobody asked for it. */
type SizedMail = Pick<MailFacts, 'uid' | 'size'>

function* named({ uid }: SizedMail, bytes: Buffer | undefined) {
  if (bytes) yield { uid, bytes }
}

function without(uids: readonly number[], found: readonly MailFacts[]): number[] {
  const known = new Set(found.map(({ uid }) => uid))

  return uids.filter((uid) => !known.has(uid))
}

/** A database has no place for what some servers say. */
function validDate(date: Date | string | undefined): Date | null {
  const time = date === undefined ? Number.NaN : new Date(date).getTime()

  return time > 0 && time < Date.UTC(2200, 0) ? new Date(time) : null
}
