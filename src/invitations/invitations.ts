import { randomUUID } from 'node:crypto'
import { activityEntry } from '../activity/activity.ts'
import type { Admin } from '../admin.ts'
import { NotFound, RuleBroken } from '../errors.ts'
import { openAt } from '../microsoft/invited.ts'
import { getServer, type MailboxServer } from '../microsoft/mailbox-servers.ts'
import { mailboxOf } from '../microsoft/outlook-account.ts'
import { hash, randomSecret } from '../microsoft/sign-in-row.ts'
import type { Database } from '../storage/database.ts'
import type { Invitation as Row, SignInPurpose } from '../storage/generated/client.ts'
import { type InvitationState, stateOf, validMs } from './invitation.ts'
import { invitationTexts } from './texts.ts'

export interface Invited {
  id: string
  mailbox: string
  /** Whoever has it may connect the mailbox. It is stored nowhere, so it can be shown only now. */
  link: string
  expiresAt: Date
}

/** An invitation without its secret, with the server it is for. */
export interface Invitation extends Omit<Row, 'tokenHash'> {
  state: InvitationState
  serverName: string
}

interface Needs {
  db: Database
  /** The whole address of an invitation, for the secret in it. */
  linkTo: (secret: string) => string
  now: () => Date
}

export type Invitations = ReturnType<typeof createInvitations>

const withServer = {
  omit: { tokenHash: true },
  include: { outgoingServer: { select: { name: true, signInWith: true, username: true, archivedAt: true } } },
} as const

/** Links by which the owner of a mailbox connects that mailbox, without being an admin: once, within seven days. */
export function createInvitations({ db, linkTo, now }: Needs) {
  /**
   * A new link, in place of the server's older ones. `purpose` is what it asks for at least; the sign-in asks for all
   * that the mailbox is used for. Throws NotFound, and RuleBroken for a server that has no Outlook mailbox.
   */
  async function invite(serverId: string, purpose: SignInPurpose, by: Admin): Promise<Invited> {
    const [id, secret, at] = [randomUUID(), randomSecret(), now()]
    const expiresAt = new Date(at.getTime() + validMs)
    const mailbox = await db.$transaction(async (tx) => {
      const mailbox = mailboxToInvite(await getServer(tx, { kind: 'outgoing', id: serverId }))
      await tx.invitation.updateMany({
        where: { outgoingServerId: serverId, ...openAt(at) },
        data: { revokedAt: at, revokedBy: by.name },
      })
      await tx.invitation.create({
        data: {
          ...{ id, tokenHash: hash(secret), outgoingServerId: serverId, mailbox, purpose },
          ...{ createdAt: at, createdBy: by.name, expiresAt },
        },
      })
      await tx.activityEntry.create({
        data: activityEntry(by, at, {
          what: 'invitation.made',
          subject: mailbox,
          subjectId: serverId,
          detail: { invitation: id, expiresAt: expiresAt.toISOString() },
        }),
      })

      return mailbox
    })

    return { id, mailbox, link: linkTo(secret), expiresAt }
  }

  /** Throws NotFound when there is nothing left to revoke. */
  async function revoke(id: string, by: Admin): Promise<void> {
    const at = now()
    await db.$transaction(async (tx) => {
      const [revoked] = await tx.invitation.updateManyAndReturn({
        where: { id, ...openAt(at) },
        data: { revokedAt: at, revokedBy: by.name },
      })
      if (!revoked) throw new NotFound(invitationTexts.gone)
      await tx.activityEntry.create({
        data: activityEntry(by, at, {
          what: 'invitation.revoked',
          subject: revoked.mailbox,
          subjectId: revoked.outgoingServerId,
          detail: { invitation: id },
        }),
      })
    })
  }

  /** Those that could still be used, the newest first; of one server, or of all. */
  async function listOpen(serverId?: string): Promise<Invitation[]> {
    const rows = await db.invitation.findMany({
      where: { ...(serverId ? { outgoingServerId: serverId } : {}), ...openAt(now()) },
      orderBy: { createdAt: 'desc' },
      ...withServer,
    })

    return rows.map(shown)
  }

  async function findBySecret(secret: string): Promise<Invitation | undefined> {
    return found(await db.invitation.findUnique({ where: { tokenHash: hash(secret) }, ...withServer }))
  }

  async function findById(id: string): Promise<Invitation | undefined> {
    return found(await db.invitation.findUnique({ where: { id }, ...withServer }))
  }

  function found(row: Parameters<typeof shown>[0] | null): Invitation | undefined {
    return row ? shown(row) : undefined
  }

  function shown({
    outgoingServer,
    ...invitation
  }: Omit<Row, 'tokenHash'> & {
    outgoingServer: Parameters<typeof stateOf>[1] & { name: string }
  }): Invitation {
    const state = stateOf(invitation, outgoingServer, now())

    return { ...invitation, serverName: outgoingServer.name, state }
  }

  return { invite, revoke, listOpen, findBySecret, findById }
}

function mailboxToInvite({ signInWith, username, archivedAt }: MailboxServer): string {
  if (signInWith !== 'outlook' || !username) throw new RuleBroken(invitationTexts.noMailbox)
  if (archivedAt) throw new RuleBroken(invitationTexts.isArchived)

  return mailboxOf(username)
}
