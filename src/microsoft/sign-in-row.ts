import { createHash, randomBytes } from 'node:crypto'
import type { OutlookCredentials } from '../general-settings/general-settings.ts'
import type { Database } from '../storage/database.ts'
import type { OutlookSignIn as Row } from '../storage/generated/client.ts'
import type { Secrets } from '../storage/secrets.ts'
import type { Entra } from './entra.ts'
import { getServer, type ServerKey, type ServerRef, type Tables } from './mailbox-servers.ts'

export interface SignInNeeds {
  db: Database
  secrets: Secrets
  entra: Pick<Entra, 'authorizeUrl' | 'approvalUrl' | 'redeem'>
  credentials: () => Promise<OutlookCredentials>
  /** Without a slash at the end. */
  publicUrl: string
  now: () => Date
}

export const verifierPlace = (id: string) => `OutlookSignIn.verifier:${id}`
export const noncePlace = (id: string) => `OutlookSignIn.nonce:${id}`
export const pendingPlace = (id: string) => `OutlookSignIn.pending:${id}`

/** What a trip that is over no longer needs. */
export const withoutSecrets = { sealedVerifier: '', sealedNonce: '' } as const

/** 32 random bytes in base64url: 43 characters, as RFC 7636 (4.1) wants a verifier. */
export const randomSecret = () => randomBytes(32).toString('base64url')

export const hash = (value: string) => createHash('sha256').update(value).digest('base64url')

export function columnsOf({ kind, id }: ServerKey) {
  return kind === 'outgoing' ? { outgoingServerId: id } : { incomingServerId: id }
}

export function serverKeyOf({ outgoingServerId, incomingServerId }: Row): ServerKey {
  return outgoingServerId === null
    ? { kind: 'incoming', id: incomingServerId ?? '' }
    : { kind: 'outgoing', id: outgoingServerId }
}

export async function serverOf(db: Tables, row: Row): Promise<ServerRef> {
  const { kind, id, name } = await getServer(db, serverKeyOf(row))

  return { kind, id, name }
}
