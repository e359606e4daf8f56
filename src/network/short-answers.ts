/** A server that answers with less each time drips. */
const mostAnswers = 64
/** Exchange estimates sizes: what ends this little before its size may be whole, and half of a longer one. */
const roundingBytes = 64 * 1024

/** Part of a mail. */
export interface Piece {
  start: number
  length: number
}

interface Further {
  /** What a server answers behind a short answer; nothing at the end of the mail, undefined when it is gone. */
  ask: (piece: Piece) => Promise<Buffer | undefined>
  /** As the server said; 0 when nobody asked. */
  size: number
  notGivenOut: () => Error
}

/**
 * An answer may be short in the middle of a mail: before its size, only one without anything is the end. Undefined when
 * the mail is gone. Throws notGivenOut when too much is missing at the end.
 */
export async function filledUp(came: Buffer, { start, length }: Piece, further: Further) {
  const { ask, size, notGivenOut } = further
  const parts = [came]
  const end = start + length
  let at = start + came.length
  while (at < Math.min(end, size)) {
    const more = await ask({ start: at, length: end - at })
    if (!more) return undefined
    if (more.length === 0 && mayBeWhole(at, size)) break
    if (more.length === 0 || parts.push(more) > mostAnswers) throw notGivenOut()
    at += more.length
  }

  return parts.length === 1 ? came : Buffer.concat(parts)
}

function mayBeWhole(bytes: number, size: number): boolean {
  return bytes > 0 && (size - bytes <= roundingBytes || bytes >= size / 2)
}
