import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import type { Dovecot } from '../dovecot.ts'
import type { Microsoft365 } from '../microsoft-365/microsoft-365.ts'

interface Inbox {
  dovecot: Dovecot
  microsoft: Microsoft365
  address: string
}

/** The INBOX as another mail program opens it; `to look` changes nothing there (EXAMINE). */
export async function openInbox(
  { dovecot, microsoft, address }: Inbox,
  why: 'to look' | 'to change',
): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: dovecot.host,
    port: dovecot.port,
    secure: true,
    tls: { ca: microsoft.ca },
    auth: { user: address, accessToken: microsoft.accessTokenFor(address) },
    logger: false,
  })
  await client.connect()
  await client.mailboxOpen('INBOX', { readOnly: why === 'to look' })

  return client
}

/** Everything a test could have changed: as IMAP tells it, and as it lies on the disk, with a flag in each file's name. */
export async function stateOf(inbox: Inbox) {
  const maildir = inbox.dovecot.maildir(inbox.address)
  const [fresh, seenByClients] = await Promise.all(
    ['new', 'cur'].map(async (name) => (await readdir(join(maildir, name))).sort()),
  )
  const client = await openInbox(inbox, 'to look')
  const mails = await client.fetchAll('1:*', { uid: true, flags: true })
  const { uidValidity, uidNext, exists } = client.mailbox || {}
  await client.logout()

  return {
    fresh,
    seenByClients,
    uidValidity,
    uidNext,
    exists,
    flags: mails.map(({ uid, flags }) => [uid, [...(flags ?? [])].sort()]),
  }
}
