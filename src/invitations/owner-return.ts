import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Admin } from '../admin.ts'
import { knownBrowser } from '../microsoft/browser-cookie.ts'
import { ownerBy } from '../microsoft/invited.ts'
import type { ServerKey } from '../microsoft/mailbox-servers.ts'
import type { OwnerTrips } from './owner-trips.ts'

interface Needs {
  trips: OwnerTrips
  testServer: (server: ServerKey, by: Admin) => Promise<void>
  /** An address below the mount point. */
  link: (path: string) => string
}

/**
 * Stands before the sign-in at the address Microsoft sends browsers back to. It answers those whose state belongs to an
 * invitation that was taken up in this very browser, and lets everybody else on to the sign-in.
 */
export function ownersReturn({ trips, testServer, link }: Needs) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const browser = knownBrowser(request)
    if (request.method !== 'GET' || browser === undefined) return
    const trip = await trips.findByAnswer(request.query, browser)
    if (!trip) return
    reply.header('referrer-policy', 'no-referrer')
    if ((await trips.finish(trip, request.query, browser)) === 'connected')
      await testServer({ kind: 'outgoing', id: trip.invitation.outgoingServerId }, ownerBy(trip.invitation))

    await reply.redirect(link(`/invitations/sign-ins/${trip.signInId}/result`), 303)
  }
}
