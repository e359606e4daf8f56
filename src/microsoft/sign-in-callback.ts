import { activityEntry } from '../activity/activity.ts'
import type { What } from '../activity/deeds.ts'
import type { Admin } from '../admin.ts'
import { RemoteFailure } from '../errors.ts'
import { diagnose } from '../failures/diagnose.ts'
import type { Failure } from '../failures/failure.ts'
import type { Prisma, OutlookSignIn as Row } from '../storage/generated/client.ts'
import { createConnections } from './connections.ts'
import type { Redeemed } from './entra.ts'
import { evidenceOfRedirect } from './identity-evidence.ts'
import { isInvited, useInvitation } from './invited.ts'
import { getServer } from './mailbox-servers.ts'
import { missingNeeds, sameAddress } from './outlook-account.ts'
import { openFor, ownFailure, remoteFailure } from './remote-failure.ts'
import {
  type CallbackQuery,
  type Mismatch,
  mismatchOf,
  mismatchOfOwner,
  type Outcome,
  type OutcomeDetail,
  outcomeOf,
  parseCallback,
} from './sign-in.ts'
import {
  hash,
  noncePlace,
  pendingPlace,
  type SignInNeeds,
  serverKeyOf,
  verifierPlace,
  withoutSecrets,
} from './sign-in-row.ts'

export interface Return {
  /** The query as it came. */
  query: unknown
  admin: Admin
  browser: string
}

/**
 * `neutral`: nothing of ours, or no longer; the page says only that the sign-in has run out. With `approval` the
 * browser comes from the administrator's approval, which has no code; what else it says is not to be trusted.
 */
export type Finished = { signInId: string; outcome: Outcome } | { neutral: true; approval: boolean }

/** The way back from Microsoft, in the order of security.md 2.1: the state first, and nothing of the query before it. */
export function createSignInCallback({ db, secrets, entra, credentials, now }: SignInNeeds) {
  const connect = createConnections({ secrets, now })

  async function finish({ query, admin, browser }: Return): Promise<Finished> {
    const parsed = parseCallback(query)
    const row = await use(parsed.state ?? '', admin, browser)
    if (!row) return { neutral: true, approval: isApproval(parsed) }

    return { signInId: row.id, outcome: await conclude(row, parsed, admin) }
  }

  /** One statement, so that of two calls with the same state only one gets on. */
  async function use(state: string, admin: Admin, browser: string): Promise<Row | undefined> {
    const [row] = await db.outlookSignIn.updateManyAndReturn({
      where: {
        stateHash: hash(state),
        browserHash: hash(browser),
        adminId: admin.id,
        usedAt: null,
        expiresAt: { gt: now() },
      },
      data: { usedAt: now() },
    })

    return row
  }

  async function conclude(row: Row, query: CallbackQuery, admin: Admin): Promise<Outcome> {
    try {
      return await accept(row, await redeem(row, query), admin)
    } catch (error) {
      if (!(error instanceof RemoteFailure)) throw error
      return fail(row, error.failure, admin)
    }
  }

  async function accept(row: Row, redeemed: Redeemed, admin: Admin): Promise<Outcome> {
    const missing = missingNeeds(row.purpose, redeemed.scopes)
    if (missing.length > 0) return fail(row, ownFailure('scope-missing'), admin, { missing })
    if (!redeemed.hasRefreshToken) return fail(row, ownFailure('no-refresh-token'), admin)
    const existing = await db.outlookAccount.findUnique({ where: { mailbox: row.mailbox } })
    const judge = row.invitationId === null ? mismatchOf : mismatchOfOwner
    const known = { existing, clientId: row.clientId, now: now() }
    const mismatch = judge(redeemed.identity, row.mailbox, known)

    return mismatch ? holdBack(row, redeemed, mismatch, admin) : store(row, redeemed, admin)
  }

  async function redeem(row: Row, query: CallbackQuery): Promise<Redeemed> {
    const { error, error_description, error_subcode, code } = query
    if (error) throw remoteFailure(diagnose(evidenceOfRedirect({ error, error_description, error_subcode })))
    const app = await credentials()
    if (!code || app.clientId !== row.clientId || !(await stillWanted(row)))
      throw remoteFailure(ownFailure('sign-in-run-out'))

    return entra.redeem({
      credentials: app,
      redirectUri: row.redirectUri,
      purpose: row.purpose,
      code,
      verifier: openFor(secrets, row.sealedVerifier, verifierPlace(row.id)),
      nonce: openFor(secrets, row.sealedNonce, noncePlace(row.id)),
    })
  }

  /** Someone may have changed or archived the server while the browser was at Microsoft. */
  async function stillWanted(row: Row): Promise<boolean> {
    const server = await getServer(db, serverKeyOf(row))
    const isSame = server.signInWith === 'outlook' && sameAddress(server.username, row.mailbox)

    return isSame && (row.invitationId === null || (await isInvited(db, row.invitationId, now())))
  }

  async function store(row: Row, redeemed: Redeemed, admin: Admin): Promise<Outcome> {
    await db.$transaction(async (tx) => {
      if (row.invitationId !== null) await useInvitation(tx, row.invitationId, redeemed, now(), admin)
      await connect(tx, { mailbox: row.mailbox, redeemed, clientId: row.clientId }, admin)
      await tx.outlookSignIn.update({ where: { id: row.id }, data: ending('connected') })
    })

    return 'connected'
  }

  /** Tokens of another account wait, sealed, for the admin's word; an owner's are forgotten. */
  async function holdBack(row: Row, redeemed: Redeemed, mismatch: Mismatch, admin: Admin): Promise<Outcome> {
    const got = redeemed.identity.addresses[0] ?? ''
    const detail = { failure: ownFailure('wrong-account'), got, mismatch }
    const sealedPending =
      row.invitationId === null ? secrets.seal(JSON.stringify(redeemed), pendingPlace(row.id)) : null
    await db.$transaction([
      db.outlookSignIn.update({
        where: { id: row.id },
        data: { ...ending('wrong-account', detail), sealedPending },
      }),
      entry(row, admin, 'outlook-account.wrong-account', { got }),
    ])

    return 'wrong-account'
  }

  async function fail(
    row: Row,
    failure: Failure,
    admin: Admin,
    detail: OutcomeDetail = {},
  ): Promise<Outcome> {
    const outcome = outcomeOf(failure.cause)
    const end = db.outlookSignIn.update({
      where: { id: row.id },
      data: ending(outcome, { ...detail, failure }),
    })
    const deed = deedOf(row, failure, outcome)
    await db.$transaction([end, ...(deed ? [entry(row, admin, deed, { reason: failure.raw ?? '' })] : [])])

    return outcome
  }

  function entry(row: Row, admin: Admin, what: What, detail: Record<string, string>) {
    return db.activityEntry.create({
      data: activityEntry(admin, now(), {
        what,
        subject: row.mailbox,
        subjectId: serverKeyOf(row).id,
        detail,
      }),
    })
  }

  return { finish }
}

/** What an auditor wants to know of a failed trip. A code that is of no use may be a stolen one. */
function deedOf({ invitationId }: Row, { cause }: Failure, outcome: Outcome): What | undefined {
  if (cause === 'identity-not-proven') return 'oauth.idtoken-rejected'

  return invitationId !== null && outcome === 'run-out' ? 'invitation.refused' : undefined
}

function ending(outcome: Outcome, detail: OutcomeDetail = {}) {
  const plain: Prisma.InputJsonValue = JSON.parse(JSON.stringify(detail))

  return { outcome, outcomeDetail: plain, ...withoutSecrets }
}

function isApproval(query: CallbackQuery): boolean {
  return query.admin_consent?.toLowerCase() === 'true' && !query.error
}
