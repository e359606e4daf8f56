import { randomUUID } from 'node:crypto'
import type { Admin } from '../admin.ts'
import { NotFound, RuleBroken } from '../errors.ts'
import type { OutlookCredentials } from '../general-settings/general-settings.ts'
import type { Database } from '../storage/database.ts'
import type { OutlookSignIn as Row, SignInPurpose } from '../storage/generated/client.ts'
import type { Secrets } from '../storage/secrets.ts'
import type { Entra } from './entra.ts'
import { getServer, needOf, type ServerKey, serversOf } from './mailbox-servers.ts'
import { mailboxOf, needsIn, needsOf, purposeOf, sameAddress } from './outlook-account.ts'
import { refusals } from './refusals.ts'
import {
  callbackPath,
  detailOf,
  mayDecide,
  type Outcome,
  type OutcomeDetail,
  shownOutcome,
  signInMs,
} from './sign-in.ts'
import { createSignInCallback } from './sign-in-callback.ts'
import {
  columnsOf,
  hash,
  noncePlace,
  randomSecret,
  serverKeyOf,
  verifierPlace,
  withoutSecrets,
} from './sign-in-row.ts'
import { createWrongAccounts } from './wrong-accounts.ts'

export interface SignInNeeds {
  db: Database
  secrets: Secrets
  entra: Pick<Entra, 'authorizeUrl' | 'approvalUrl' | 'redeem'>
  credentials: () => Promise<OutlookCredentials>
  /** Without a slash at the end. */
  publicUrl: string
  now: () => Date
}

export interface Begin {
  serverKind: ServerKey['kind']
  serverId: string
  mailbox: string
  purpose: SignInPurpose
  admin: Admin
  /** A random value this browser keeps in a cookie; only its hash is stored. */
  browser: string
}

export interface Departure {
  url: string
  mailbox: string
  /** All that is asked for: it covers every server of the mailbox. */
  purpose: SignInPurpose
  server: ServerKey & { name: string }
  /** The mailbox has been connected before, so the page need not explain. */
  reconnects: boolean
}

export interface SignInResult extends OutcomeDetail {
  id: string
  outcome: Outcome | 'open'
  /** The mailbox the server uses. */
  want: string
  purpose: SignInPurpose
  server: ServerKey & { name: string }
  /** For the administrator, when they have to approve first. */
  approvalUrl?: string
  decideUntil?: Date
}

export type SignIns = ReturnType<typeof createSignIns>

/** Trips to Microsoft and back: ten minutes, single use, bound to an admin and a browser. */
export function createSignIns(needs: SignInNeeds) {
  const { db, secrets, entra, credentials, publicUrl, now } = needs
  const { finish } = createSignInCallback(needs)
  const { decide } = createWrongAccounts(needs)

  /**
   * Starts a trip and gives up the server's older ones. Asks for all that any server of the mailbox needs, because they
   * share one connection. Throws NotFound, RuleBroken, or RemoteFailure without credentials.
   */
  async function begin({
    serverKind,
    serverId,
    mailbox,
    purpose,
    admin,
    browser,
  }: Begin): Promise<{ id: string }> {
    const server = await getServer(db, { kind: serverKind, id: serverId })
    if (server.signInWith !== 'outlook') throw new RuleBroken(refusals.notOutlook)
    if (!sameAddress(server.username, mailbox))
      throw new RuleBroken(refusals.noUsername, { field: 'username' })
    const { clientId } = await credentials()
    const id = randomUUID()
    const data = {
      id,
      ...columnsOf(server),
      ...freshSecrets(id).columns,
      browserHash: hash(browser),
      adminId: admin.id,
      purpose: await widened(purpose, mailboxOf(mailbox)),
      mailbox: mailboxOf(mailbox),
      clientId,
      redirectUri: publicUrl + callbackPath,
      createdAt: now(),
      expiresAt: new Date(now().getTime() + signInMs),
    }
    const superseded = { usedAt: now(), outcome: 'run-out', ...withoutSecrets }
    await db.$transaction([
      db.outlookSignIn.updateMany({ where: { ...columnsOf(server), usedAt: null }, data: superseded }),
      db.outlookSignIn.updateMany({ where: columnsOf(server), data: { sealedPending: null } }),
      db.outlookSignIn.create({ data }),
    ])

    return { id }
  }

  /**
   * The link to Microsoft, made anew each time the page before it is shown: so the state is never stored in clear, a
   * page from the browser's history is worth nothing, and reloading is harmless. Undefined when the trip has run out.
   */
  async function authorizeUrl(id: string, admin: Admin, browser: string): Promise<Departure | undefined> {
    const fresh = freshSecrets(id)
    const [row] = await db.outlookSignIn.updateManyAndReturn({
      where: { id, adminId: admin.id, browserHash: hash(browser), usedAt: null, expiresAt: { gt: now() } },
      data: fresh.columns,
    })
    if (!row) return undefined
    const { clientId, tenant } = await credentials()
    if (clientId !== row.clientId) return undefined
    const { redirectUri, purpose, mailbox } = row
    const account = await db.outlookAccount.findUnique({ where: { mailbox }, select: { id: true } })
    const url = await entra.authorizeUrl({
      clientId,
      tenant,
      redirectUri,
      purpose,
      mailbox,
      ...fresh.request,
      ...((await wasWrongAccount(row)) ? { prompt: 'select-account' } : {}),
    })

    return { url, mailbox, purpose, server: await serverOf(row), reconnects: account !== null }
  }

  /** For the result page. Throws NotFound, also for another admin's sign-in. */
  async function result(id: string, admin: Admin): Promise<SignInResult> {
    const row = await db.outlookSignIn.findUnique({ where: { id, adminId: admin.id } })
    if (!row) throw new NotFound(refusals.signInGone)
    const outcome = shownOutcome(row, now())

    return {
      id,
      outcome,
      ...detailOf(row),
      want: row.mailbox,
      purpose: row.purpose,
      server: await serverOf(row),
      ...(outcome === 'admin-approval' ? { approvalUrl: await approvalUrl(row) } : {}),
      ...(row.usedAt && mayDecide(row, now())
        ? { decideUntil: new Date(row.usedAt.getTime() + signInMs) }
        : {}),
    }
  }

  /** An open trip to Microsoft for this server, for the badge. */
  async function isPending(server: ServerKey): Promise<boolean> {
    const open = { ...columnsOf(server), usedAt: null, expiresAt: { gt: now() } }

    return (await db.outlookSignIn.count({ where: open })) > 0
  }

  /** Forgets the secrets of trips that can no longer be finished or decided. */
  async function forgetUnfinished(): Promise<void> {
    const tooLongAgo = new Date(now().getTime() - signInMs)
    await db.outlookSignIn.updateMany({
      where: { expiresAt: { lte: now() }, sealedVerifier: { not: '' } },
      data: withoutSecrets,
    })
    await db.outlookSignIn.updateMany({
      where: { usedAt: { lte: tooLongAgo }, sealedPending: { not: null } },
      data: { sealedPending: null },
    })
  }

  function freshSecrets(id: string) {
    const [state, verifier, nonce] = [randomSecret(), randomSecret(), randomSecret()]
    // S256 is the same SHA-256 in base64url (RFC 7636, 4.2).
    const challenge = hash(verifier)

    return {
      request: { state, nonce, challenge },
      columns: {
        stateHash: hash(state),
        sealedVerifier: secrets.seal(verifier, verifierPlace(id)),
        sealedNonce: secrets.seal(nonce, noncePlace(id)),
      },
    }
  }

  /** What the mailbox is used for, or was connected for: a narrower sign-in would take that away. */
  async function widened(purpose: SignInPurpose, mailbox: string): Promise<SignInPurpose> {
    const servers = await serversOf(db, mailbox)
    const used = servers.filter(({ archivedAt }) => archivedAt === null).map(needOf)
    const account = await db.outlookAccount.findUnique({ where: { mailbox }, select: { scopes: true } })

    return purposeOf(new Set([...needsOf(purpose), ...used, ...needsIn(account?.scopes ?? [])]))
  }

  async function wasWrongAccount(row: Row): Promise<boolean> {
    const before = await db.outlookSignIn.findFirst({
      where: { ...columnsOf(serverKeyOf(row)), id: { not: row.id }, createdAt: { lte: row.createdAt } },
      orderBy: { createdAt: 'desc' },
      select: { outcome: true },
    })

    return before?.outcome === 'wrong-account'
  }

  async function approvalUrl({ redirectUri, purpose }: Row): Promise<string> {
    const { clientId, tenant } = await credentials()

    return entra.approvalUrl({ clientId, tenant, redirectUri, purpose })
  }

  async function serverOf(row: Row): Promise<ServerKey & { name: string }> {
    const { kind, id, name } = await getServer(db, serverKeyOf(row))

    return { kind, id, name }
  }

  return { begin, authorizeUrl, finish, decide, result, isPending, forgetUnfinished }
}
