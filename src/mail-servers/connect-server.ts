import type { FastifyReply, FastifyRequest } from 'fastify'
import { browserOf } from '../microsoft/browser-cookie.ts'
import { needsIn, needsOf, works } from '../microsoft/outlook-account.ts'
import type { OutlookAccounts } from '../microsoft/outlook-accounts.ts'
import type { SignIns } from '../microsoft/sign-ins.ts'
import type { SignInPurpose } from '../storage/generated/client.ts'
import type { Pages } from '../web/pages.ts'
import { adminOf } from '../web/reader.ts'

interface Connectable {
  kind: 'outgoing' | 'incoming'
  id: string
  mailbox: string
  purpose: SignInPurpose
}

/** Answers where the browser goes next to get a server connected. */
export type ConnectServer = (
  request: FastifyRequest,
  reply: FastifyReply,
  server: Connectable,
) => Promise<string>

interface Needs {
  pages: Pages
  signIns: SignIns
  outlookAccounts: OutlookAccounts
  overTls: boolean
  now: () => Date
}

/** To Microsoft; or back to the server at once when the mailbox is connected already and may do all that is needed. */
export function createConnectServer({ pages, signIns, outlookAccounts, overTls, now }: Needs): ConnectServer {
  return async (request, reply, { kind, id, mailbox, purpose }) => {
    if (await isConnected(mailbox, purpose)) return `${pages.link(`/${kind}-servers/${id}`)}?done=connected`
    const browser = browserOf(request, reply, overTls)
    const trip = { serverKind: kind, serverId: id, mailbox, purpose, admin: adminOf(request), browser }
    const signIn = await signIns.begin(trip)

    return pages.link(`/outlook-sign-ins/${signIn.id}`)
  }

  async function isConnected(mailbox: string, purpose: SignInPurpose): Promise<boolean> {
    const account = await outlookAccounts.findByMailbox(mailbox)
    if (!account || !works(account, now())) return false
    const granted = needsIn(account.scopes)

    return needsOf(purpose).every((need) => granted.has(need))
  }
}
