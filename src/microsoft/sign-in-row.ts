import { createHash, randomBytes } from 'node:crypto'
import type { OutlookSignIn as Row } from '../storage/generated/client.ts'
import type { ServerKey } from './mailbox-servers.ts'

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
