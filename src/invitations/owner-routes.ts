import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { browserOf, knownBrowser } from '../microsoft/browser-cookie.ts'
import type { Departure } from '../microsoft/sign-in-departure.ts'
import type { SignInPurpose } from '../storage/generated/client.ts'
import type { Pages } from '../web/pages.ts'
import { everyone } from '../web/permissions.ts'
import { readerOf } from '../web/reader.ts'
import { showTime } from '../web/times.ts'
import { secretIn } from './invitation.ts'
import type { Invitation, Invitations } from './invitations.ts'
import { closedPage, type EndPage, endPage, ownerPageTexts } from './owner-page.ts'
import type { OwnerTrips } from './owner-trips.ts'

export interface OwnerNeeds {
  invitations: Invitations
  trips: OwnerTrips
  hasCredentials: () => Promise<boolean>
  /** How the shop is known: the host of its public address. */
  shop: string
  loginHost: string
  overTls: boolean
}

interface StartPage {
  invitation: Invitation
  secret: string
  shop: string
  purpose: SignInPurpose
  until: string
}

interface BySecret {
  Params: { secret: string }
}

interface ById {
  Params: { id: string }
}

const texts = ownerPageTexts
const startForm = z.union([z.object({ secret: z.string().refine(secretIn) }), z.object({ signIn: z.uuid() })])
/** Hosts may log addresses with every request; this one is a key. */
const unlogged = { logLevel: 'warn' } as const

/** What the owner of a mailbox sees: before Microsoft, and after. They are no admin and need no session. */
export function ownerRoutes(app: FastifyInstance, pages: Pages, needs: OwnerNeeds): void {
  const { invitations, trips, shop, overTls } = needs
  const startPage = pages.page<StartPage, typeof texts>('invitations/start', texts)
  const leavePage = pages.page<{ departure: Departure; loginHost: string; by: string }, typeof texts>(
    'invitations/leave',
    texts,
  )
  const end = pages.page<EndPage, typeof texts>('invitations/end', texts)
  const here = (path: string) => pages.link(`/invitations/${path}`)

  app.get<BySecret>('/invitations/:secret', { ...everyone, ...unlogged }, async (request, reply) => {
    reply.header('referrer-policy', 'no-referrer')
    const given = secretIn(request.params.secret)
    const invitation = given && (await invitations.findBySecret(given))
    if (!invitation || !(await isReady(invitation))) return closed(request, reply, invitation || undefined)

    return startPage(request, reply, {
      invitation,
      secret: given,
      shop,
      purpose: await trips.purposeOf(invitation),
      until: showTime(invitation.expiresAt, readerOf(request)).text,
    })
  })

  app.post('/invitations/sign-ins', everyone, async (request, reply) => {
    const browser = browserOf(request, reply, overTls)
    const form = startForm.parse(request.body)
    const [invitation, before] =
      'secret' in form
        ? [await invitations.findBySecret(form.secret), here(form.secret)]
        : [(await trips.find(form.signIn, browser))?.invitation, here(`sign-ins/${form.signIn}/result`)]
    // The page before says why, in either language.
    if (!invitation || !(await isReady(invitation))) return reply.redirect(before, 303)

    return reply.redirect(here(`sign-ins/${await trips.begin(invitation, browser)}`), 303)
  })

  app.get<ById>('/invitations/sign-ins/:id', everyone, async (request, reply) => {
    const browser = knownBrowser(request) ?? ''
    const trip = await trips.find(request.params.id, browser)
    if (!trip || !(await isReady(trip.invitation))) return closed(request, reply, trip?.invitation)
    const departure = await trips.departure(trip, browser)
    if (!departure) return reply.redirect(here(`sign-ins/${trip.signInId}/result`), 303)

    return leavePage(request, reply, { departure, loginHost: needs.loginHost, by: trip.invitation.createdBy })
  })

  app.get<ById>('/invitations/sign-ins/:id/result', everyone, async (request, reply) => {
    const trip = await trips.find(request.params.id, knownBrowser(request) ?? '')
    if (!trip) return closed(request, reply, undefined)
    const result = await trips.result(trip)

    return end(request, reply, endPage({ result, invitation: trip.invitation, shop }, readerOf(request)))
  })

  async function isReady({ state }: Invitation): Promise<boolean> {
    return state === 'open' && (await needs.hasCredentials())
  }

  function closed(request: FastifyRequest, reply: FastifyReply, invitation: Invitation | undefined) {
    return end(request, reply, closedPage(invitation, readerOf(request)), 410)
  }
}
