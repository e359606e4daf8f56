import { afterAll, beforeEach } from 'vitest'
import type { FetchingNeeds } from '../../src/fetching/fetching.ts'
import { createGuard } from '../../src/network/guard.ts'
import type { Database } from '../../src/storage/database.ts'
import type { Prisma } from '../../src/storage/generated/client.ts'
import { type Dovecot, startDovecot } from '../dovecot.ts'
import { print, printsOf } from '../fetching/crash-runs.ts'
import { type Shop, useShop } from '../fetching/shop.ts'
import { mail } from '../microsoft-365/mailboxes.ts'
import { openFrontDoor } from './door.ts'
import { openInbox } from './inbox.ts'

type Columns = Partial<Prisma.IncomingServerUncheckedCreateInput>
type FrontDoor = Awaited<ReturnType<typeof openFrontDoor>>

/** Fetching from a real Dovecot, with a door before it; every test has mailboxes of its own. */
export function useBoxes(db: Database) {
  let dovecot: Dovecot | undefined
  let door: FrontDoor | undefined
  // Before what uses it is set up, and so after that has ended: Dovecot waits ten seconds for a session to end.
  afterAll(async () => {
    door?.close()
    await dovecot?.close()
  })
  const shop = useShop(db)
  beforeEach(async () => {
    const { introspectionUrl, ca, certificates } = shop().microsoft
    dovecot ??= await startDovecot({ introspectionUrl, certificate: certificates.good })
    door ??= await openFrontDoor({ ...dovecot, ca, certificate: certificates.good })
    door.reset()
  })

  return () => {
    if (!dovecot || !door) throw new Error('Dovecot runs only inside tests.')

    return createBoxes(db, shop(), dovecot, door)
  }
}

let made = 0

function createBoxes(db: Database, shop: Shop, dovecot: Dovecot, door: FrontDoor) {
  const { microsoft } = shop
  const allowed = {
    allowNets: ['127.0.0.0/8', '::1/128'],
    allowPorts: [dovecot.port, door.port, microsoft.imap.port],
  }

  /** An empty mailbox, and the incoming server that reads it, through the door unless told otherwise. */
  async function add(columns: Columns = {}) {
    const { address } = microsoft.accounts.add({ address: `box${++made}@mein-shop.example` })
    const { id } = await shop.addServer({ port: door.port, username: address, ...columns })
    let no = 0

    function open(why: 'to look' | 'to change') {
      return openInbox({ dovecot, microsoft, address }, why)
    }

    /** What the mailbox holds, as another program sees it. */
    async function look(folder = 'INBOX') {
      const client = await open('to look')
      await client.mailboxOpen(folder, { readOnly: true })
      const { uidValidity, exists } = client.mailbox || {}
      const wanted = { uid: true, source: true, flags: true }
      const mails = exists ? await client.fetchAll('1:*', wanted) : []
      await client.logout()
      const unread = mails.filter(({ flags }) => !flags?.has('\\Seen')).length

      return { uidValidity, unread, prints: mails.map(({ uid, source }) => print(uid, source)) }
    }

    return {
      id,
      address,
      open,
      look,
      deliver(subject: string, text = 'Hallo'): Promise<void> {
        const [from, date] = ['Clara <clara@kunden.example>', new Date(shop.now().getTime() + ++no * 1000)]

        return dovecot.deliver(address, mail({ from, to: address, subject, date, text }))
      },
      stored: () => printsOf(db, id),
    }
  }

  return {
    ...{ shop, microsoft, dovecot, door, add },
    worker: (own: Partial<FetchingNeeds> = {}) =>
      shop.worker({ guard: createGuard(allowed), log: console, ...own }),
  }
}

export type Box = Awaited<ReturnType<ReturnType<typeof createBoxes>['add']>>
