import { sameAddress } from '../microsoft/outlook-account.ts'
import type { Invitation as Row } from '../storage/generated/client.ts'

const dayMs = 24 * 60 * 60 * 1000
/** A link that nobody has used by then is worth nothing. */
export const validMs = 7 * dayMs

/** 32 random bytes in base64url, with what mail programs take for a part of a link at its end. */
const secretPattern = /^([\w-]{43})[.,;:!?)>\]"']*$/

/** Undefined for what no link of ours could hold. */
export function secretIn(path: string): string | undefined {
  return secretPattern.exec(path)?.[1]
}

/** `changed`: the server is archived, or no longer signs in to that mailbox with an Outlook account. */
export type InvitationState = 'open' | 'used' | 'revoked' | 'expired' | 'changed'

interface Server {
  signInWith: 'outlook' | 'password'
  username: string | null
  archivedAt: Date | null
}

export function stateOf(
  invitation: Pick<Row, 'mailbox' | 'usedAt' | 'revokedAt' | 'expiresAt'>,
  server: Server,
  now: Date,
): InvitationState {
  if (invitation.usedAt) return 'used'
  if (invitation.revokedAt) return 'revoked'
  if (invitation.expiresAt <= now) return 'expired'

  return serves(server, invitation.mailbox) ? 'open' : 'changed'
}

function serves({ signInWith, username, archivedAt }: Server, mailbox: string): boolean {
  return archivedAt === null && signInWith === 'outlook' && sameAddress(username, mailbox)
}
