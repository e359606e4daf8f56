import type { FastifyInstance } from 'fastify'
import type { Admin } from '../admin.ts'
import type { ServerKey } from '../microsoft/mailbox-servers.ts'
import type { SignIns } from '../microsoft/sign-ins.ts'
import type { Database } from '../storage/database.ts'
import type { Pages } from '../web/pages.ts'
import { createInvitations } from './invitations.ts'
import { ownersReturn } from './owner-return.ts'
import { ownerRoutes } from './owner-routes.ts'
import { createOwnerTrips } from './owner-trips.ts'
import { invitationRoutes } from './routes.ts'

interface Needs {
  database: { db: Database }
  now: () => Date
  settings: { PUBLIC_URL: string }
  signIns: SignIns
  generalSettings: { hasCredentials: () => Promise<boolean> }
  loginHost: string
  overTls: boolean
  testServer: (server: ServerKey, by: Admin) => Promise<void>
}

export type MountedInvitations = ReturnType<typeof mountInvitations>

/** Invitations for one mount point, which is part of every link: the parts before the sign-in and those behind it. */
export function mountInvitations(pages: Pages, needs: Needs) {
  const { PUBLIC_URL } = needs.settings
  const { db } = needs.database
  const linkTo = (secret: string) => PUBLIC_URL + pages.link(`/invitations/${secret}`)
  const invitations = createInvitations({ db, linkTo, now: needs.now })
  const trips = createOwnerTrips({ ...needs, db, invitations })
  const { hasCredentials } = needs.generalSettings
  // What people outside know the shop by.
  const shop = new URL(PUBLIC_URL).host

  return {
    invitations,
    /** Lets the owners of mailboxes through where Microsoft sends them back to. */
    guard: ownersReturn({ ...needs, trips, link: pages.link }),
    ownerRoutes: (app: FastifyInstance) =>
      ownerRoutes(app, pages, { ...needs, invitations, trips, hasCredentials, shop }),
    adminRoutes: (app: FastifyInstance) => invitationRoutes(app, pages, { invitations, shop }),
  }
}
