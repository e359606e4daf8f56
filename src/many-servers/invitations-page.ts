import type { Admin } from '../admin.ts'
import type { Invitations } from '../invitations/invitations.ts'
import { madePage } from '../invitations/page.ts'
import type { Reader } from '../web/reader.ts'

interface Server {
  id: string
  name: string
  outlookAccountId: string | null
}

/** The only page that ever shows these links. */
export interface InvitationsPage {
  crumbs: { href: string; label: string }[]
  rows: { id: string; name: string; mailbox: string; invitationLink: string; mailto: string }[]
}

interface Needs {
  invite: Invitations['invite']
  /** What the invitation calls the shop. */
  shop: string
}

/** One link for each server that is not connected yet, in place of its older ones. */
export function createInviteAll({ invite, shop }: Needs) {
  return async (servers: readonly Server[], by: Admin, reader: Reader): Promise<InvitationsPage['rows']> => {
    const rows: InvitationsPage['rows'] = []
    for (const { id, name, outlookAccountId } of servers) {
      if (outlookAccountId) continue
      const invited = await invite(id, 'send', by)
      const [message] = madePage(invited, { by: by.name, shop, back: '' }, reader).messages
      const { mailbox, link } = invited
      rows.push({ id, name, mailbox, invitationLink: link, mailto: message?.mailto ?? '' })
    }

    return rows
  }
}
