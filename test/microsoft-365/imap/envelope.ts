/** A string as IMAP writes it: quoted where that is possible, else as a literal. */
export function imapString(text: string | undefined): string {
  if (text === undefined) return 'NIL'
  if (/^[\x20-\x7e]*$/.test(text)) return `"${text.replace(/["\\]/g, '\\$&')}"`

  return `{${Buffer.byteLength(text, 'latin1')}}\r\n${text}`
}

/** Everything before the empty line, with it. */
export function headOf(source: Buffer): string {
  const end = source.indexOf('\r\n\r\n')

  return source.subarray(0, end < 0 ? source.length : end + 4).toString('latin1')
}

/** ENVELOPE (RFC 3501, 7.4.2); names stay encoded as they came. */
export function envelope(source: Buffer): string {
  const head = headOf(source).replace(/\r\n[ \t]+/g, ' ')
  const header = (name: string): string | undefined =>
    new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim()
  const from = header('from')
  const parts = [
    imapString(header('date')),
    imapString(header('subject')),
    addresses(from),
    addresses(header('sender') ?? from),
    addresses(header('reply-to') ?? from),
    addresses(header('to')),
    addresses(header('cc')),
    addresses(header('bcc')),
    imapString(header('in-reply-to')),
    imapString(header('message-id')),
  ]

  return `(${parts.join(' ')})`
}

function addresses(header: string | undefined): string {
  const list = (header ?? '').split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).filter((one) => one.includes('@'))

  return list.length === 0 ? 'NIL' : `(${list.map(address).join('')})`
}

function address(text: string): string {
  const [, name, inBrackets] = /^\s*(?:"?(.*?)"?\s*)?<([^<>]+)>\s*$/.exec(text) ?? []
  const [user = '', host = ''] = (inBrackets ?? text.trim()).split('@')

  return `(${imapString(name || undefined)} NIL ${imapString(user)} ${imapString(host)})`
}
