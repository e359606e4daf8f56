import { randomUUID } from 'node:crypto'
import type { Admin } from '../admin.ts'
import { RuleBroken } from '../errors.ts'
import type { OutlookSignIn as Row, SignInPurpose } from '../storage/generated/client.ts'
import { getServer, needOf, type ServerKey, type ServerRef, serversOf } from './mailbox-servers.ts'
import { mailboxOf, needsIn, needsOf, purposeOf, sameAddress } from './outlook-account.ts'
import { refusals } from './refusals.ts'
import { callbackPath, signInMs } from './sign-in.ts'
import {
  columnsOf,
  hash,
  noncePlace,
  randomSecret,
  type SignInNeeds,
  serverKeyOf,
  serverOf,
  verifierPlace,
  withoutSecrets,
} from './sign-in-row.ts'

export interface Begin {
  serverKind: ServerKey['kind']
  serverId: string
  /** The server's user name, as the caller saw it; must still be that. Default: whatever it is now. */
  mailbox?: string
  /** Default: what this server needs. */
  purpose?: SignInPurpose
  admin: Admin
  /** A random value this browser keeps in a cookie; only its hash is stored. */
  browser: string
  /** Where the mailbox's owner came by an invitation; `admin` then stands for it. */
  invitationId?: string
}

export interface Departure {
  url: string
  mailbox: string
  /** All that is asked for: it covers every server of the mailbox. */
  purpose: SignInPurpose
  server: ServerRef
  /** The mailbox has been connected before, so the page need not explain. */
  reconnects: boolean
}

/** The way to Microsoft. */
export function createSignInDeparture({ db, secrets, entra, credentials, publicUrl, now }: SignInNeeds) {
  /**
   * Starts a trip and gives up the server's older ones. Asks for all that any server of the mailbox needs, because they
   * share one connection. Throws NotFound, RuleBroken, or RemoteFailure without credentials.
   */
  async function begin({
    serverKind,
    serverId,
    mailbox: seen,
    purpose,
    admin,
    browser,
    invitationId,
  }: Begin): Promise<{ id: string }> {
    const server = await getServer(db, { kind: serverKind, id: serverId })
    if (server.signInWith !== 'outlook') throw new RuleBroken(refusals.notOutlook)
    const mailbox = seen ?? server.username ?? ''
    if (!sameAddress(server.username, mailbox) || mailbox === '')
      throw new RuleBroken(refusals.noUsername, { field: 'username' })
    const { clientId } = await credentials()
    const id = randomUUID()
    const data = {
      id,
      ...columnsOf(server),
      ...freshSecrets(id).columns,
      browserHash: hash(browser),
      adminId: admin.id,
      invitationId: invitationId ?? null,
      purpose: await purposeFor(purpose ?? needOf(server), mailboxOf(mailbox)),
      mailbox: mailboxOf(mailbox),
      clientId,
      redirectUri: publicUrl + callbackPath,
      createdAt: now(),
      expiresAt: new Date(now().getTime() + signInMs),
    }
    const superseded = { usedAt: now(), outcome: 'run-out', ...withoutSecrets }
    // Nobody who holds an invitation can end what an admin is doing.
    const older = { ...columnsOf(server), invitationId: invitationId ?? null }
    await db.$transaction([
      db.outlookSignIn.updateMany({ where: { ...older, usedAt: null }, data: superseded }),
      db.outlookSignIn.updateMany({ where: older, data: { sealedPending: null } }),
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

    return { url, mailbox, purpose, server: await serverOf(db, row), reconnects: account !== null }
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
  async function purposeFor(purpose: SignInPurpose, mailbox: string): Promise<SignInPurpose> {
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

  return { begin, authorizeUrl, purposeFor }
}
