/** What is shown to a mail server. */
export type Credentials = { user: string; accessToken: string } | { user: string; password: string }

export function signInWith(credentials: Credentials): 'outlook' | 'password' {
  return 'accessToken' in credentials ? 'outlook' : 'password'
}

/** What XOAUTH2 sends, in base64 (Microsoft: "Authenticate an IMAP, POP or SMTP connection using OAuth"). */
export function xoauth2({ user, accessToken }: { user: string; accessToken: string }): string {
  return base64(`user=${user}\x01auth=Bearer ${accessToken}\x01\x01`)
}

/** What PLAIN sends (RFC 4616). */
export function plain({ user, password }: { user: string; password: string }): string {
  return base64(`\0${user}\0${password}`)
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** A server may quote what it was sent. None of that may be kept. */
export function withoutSecrets(text: string, credentials: Credentials | undefined): string {
  if (credentials === undefined) return text
  const secrets =
    'accessToken' in credentials
      ? [credentials.accessToken, xoauth2(credentials)]
      : [credentials.password, base64(credentials.password), plain(credentials)]

  return secrets.filter(Boolean).reduce((rest, secret) => rest.replaceAll(secret, '[removed]'), text)
}
