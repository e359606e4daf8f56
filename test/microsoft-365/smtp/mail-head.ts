/** The address in the From header, in small letters. */
export function fromHeader(source: Buffer): string {
  const head = headOf(source).replace(/\r\n[ \t]+/g, ' ')
  const line = /^from:(.*)$/im.exec(head)?.[1]?.trim() ?? ''

  return (/<([^<>]+)>\s*$/.exec(line)?.[1] ?? line).toLowerCase()
}

/** The same mail under another Message-ID. */
export function withMessageId(source: Buffer, messageId: string): Buffer {
  const head = headOf(source)
  const changed = /^message-id:.*$/im.test(head)
    ? head.replace(/^message-id:.*(\r\n[ \t].*)*$/im, `Message-ID: ${messageId}`)
    : `Message-ID: ${messageId}\r\n${head}`

  return Buffer.concat([Buffer.from(changed, 'latin1'), source.subarray(head.length)])
}

function headOf(source: Buffer): string {
  const end = source.indexOf('\r\n\r\n')

  return source.subarray(0, end < 0 ? source.length : end).toString('latin1')
}
