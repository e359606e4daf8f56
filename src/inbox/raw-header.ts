const latin = new TextDecoder('windows-1252')
const strict = new TextDecoder('utf-8', { fatal: true })
const lf = 0x0a
const cr = 0x0d

/** Line ends of old Macs, where there are no others. */
export function withLineFeeds(raw: Uint8Array): Uint8Array {
  if (raw.includes(lf) || !raw.includes(cr)) return raw

  return raw.map((byte) => (byte === cr ? lf : byte))
}

/** Where the body begins: behind the first empty line. */
export function headerLength(raw: Uint8Array): number {
  const found = [Buffer.from('\r\n\r\n'), Buffer.from('\n\n')].flatMap((end) => {
    const at = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).indexOf(end)
    return at < 0 ? [] : [at + end.length]
  })

  return Math.min(raw.length, ...found)
}

/** Header lines with bytes of no declared encoding, read as mail programs in Europe have always written them. */
export function inUtf8(header: Uint8Array): Uint8Array {
  if (isUtf8(header)) return header
  const lines = Buffer.from(header).toString('latin1').split('\n')

  return Buffer.concat(
    lines.flatMap((line, no) => [...(no > 0 ? [Buffer.from('\n')] : []), lineInUtf8(line)]),
  )
}

function lineInUtf8(line: string): Buffer {
  const bytes = Buffer.from(line, 'latin1')

  return isUtf8(bytes) ? bytes : Buffer.from(latin.decode(bytes))
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes)
    return true
  } catch {
    return false
  }
}
