import { TooMany } from '../errors.ts'
import { ownerBy } from '../microsoft/invited.ts'
import { parseCallback } from '../microsoft/sign-in.ts'
import type { Departure } from '../microsoft/sign-in-departure.ts'
import { hash } from '../microsoft/sign-in-row.ts'
import type { SignInResult, SignIns } from '../microsoft/sign-ins.ts'
import type { Database } from '../storage/database.ts'
import type { SignInPurpose } from '../storage/generated/client.ts'
import type { Invitation, Invitations } from './invitations.ts'
import { ownerTexts } from './owner-texts.ts'

const hourMs = 60 * 60 * 1000
/** More than anyone needs, and few enough that a link cannot fill the database. */
const tripsAnHour = 30

interface Needs {
  db: Database
  signIns: SignIns
  invitations: Pick<Invitations, 'findById'>
  now: () => Date
}

/** A trip to Microsoft that began in this browser by an invitation. */
interface Trip {
  signInId: string
  invitation: Invitation
}

export type OwnerTrips = ReturnType<typeof createOwnerTrips>

/** The way of a mailbox's owner to Microsoft and back. What holds them together is the cookie of their browser. */
export function createOwnerTrips({ db, signIns, invitations, now }: Needs) {
  /** For an open invitation. Throws NotFound, RuleBroken, TooMany, or RemoteFailure without credentials. */
  async function begin(invitation: Invitation, browser: string): Promise<string> {
    await allow(invitation.id)
    const { id } = await signIns.begin({
      serverKind: 'outgoing',
      serverId: invitation.outgoingServerId,
      mailbox: invitation.mailbox,
      purpose: invitation.purpose,
      admin: ownerBy(invitation),
      browser,
      invitationId: invitation.id,
    })

    return id
  }

  async function allow(invitationId: string): Promise<void> {
    const since = new Date(now().getTime() - hourMs)
    const count = await db.outlookSignIn.count({ where: { invitationId, createdAt: { gt: since } } })
    if (count >= tripsAnHour) throw new TooMany(ownerTexts.tooMany, new Date(now().getTime() + hourMs))
  }

  /** Only for the browser it began in. */
  function find(signInId: string, browser: string): Promise<Trip | undefined> {
    return tripOf({ id: signInId, browserHash: hash(browser) })
  }

  /** The trip this answer of Microsoft's belongs to, also when it is over. */
  async function findByAnswer(query: unknown, browser: string): Promise<Trip | undefined> {
    const { state } = parseCallback(query)

    return state ? tripOf({ stateHash: hash(state), browserHash: hash(browser) }) : undefined
  }

  async function tripOf(
    where: { browserHash: string } & ({ id: string } | { stateHash: string }),
  ): Promise<Trip | undefined> {
    const row = await db.outlookSignIn.findUnique({ where, select: { id: true, invitationId: true } })
    const invitation = row?.invitationId ? await invitations.findById(row.invitationId) : undefined

    return row && invitation ? { signInId: row.id, invitation } : undefined
  }

  /** The link to Microsoft; undefined when the trip has run out. */
  function departure({ signInId, invitation }: Trip, browser: string): Promise<Departure | undefined> {
    return signIns.authorizeUrl(signInId, ownerBy(invitation), browser)
  }

  function result({ signInId, invitation }: Trip): Promise<SignInResult> {
    return signIns.result(signInId, ownerBy(invitation))
  }

  async function finish(
    { invitation }: Trip,
    query: unknown,
    browser: string,
  ): Promise<'connected' | 'other'> {
    const finished = await signIns.finish({ query, admin: ownerBy(invitation), browser })

    return 'outcome' in finished && finished.outcome === 'connected' ? 'connected' : 'other'
  }

  /** What will be asked for: all that the mailbox is used for. */
  function purposeOf({ purpose, mailbox }: Invitation): Promise<SignInPurpose> {
    return signIns.purposeFor(purpose, mailbox)
  }

  return { begin, find, findByAnswer, departure, result, finish, purposeOf }
}
