import { createHmac, timingSafeEqual } from 'node:crypto'

/** Whether a request to the webhook comes from Mailroom, and is not an old one sent again. `body` as it came, unparsed. */
export function isFromMailroom(secret: string, signature: string, body: string, now = Date.now()): boolean {
  const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? []
  const expected = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')
  const isRecent = Math.abs(now / 1000 - Number(t)) <= 300

  return isRecent && v1 !== '' && timingSafeEqual(Buffer.from(v1), Buffer.from(expected))
}
