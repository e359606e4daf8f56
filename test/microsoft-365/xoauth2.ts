const separator = '\u0001'

/** `user=` address, `auth=Bearer` token, parted by 0x01, two of them at the end [Exchange Online OAuth for mail]. */
export function readXoauth2(base64: string): { user: string; token: string } | undefined {
  const [first = '', second = '', ...end] = Buffer.from(base64, 'base64').toString().split(separator)
  const user = /^user=(.+)$/i.exec(first)?.[1]
  const token = /^auth=Bearer (.+)$/i.exec(second)?.[1]
  const isComplete = end.length === 2 && end.every((part) => part === '')

  return user !== undefined && token !== undefined && isComplete ? { user, token } : undefined
}

/** SASL PLAIN (RFC 4616): who to act as, who signs in, the password. */
export function readPlain(base64: string): { user: string; password: string } | undefined {
  const [, user, password] = Buffer.from(base64, 'base64').toString().split('\0')

  return user === undefined || password === undefined ? undefined : { user, password }
}
