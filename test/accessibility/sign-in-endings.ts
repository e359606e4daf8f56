import { randomUUID } from 'node:crypto'
import type { Cause } from '../../src/failures/causes.ts'
import type { Outcome, OutcomeDetail } from '../../src/microsoft/sign-in.ts'
import type { Database } from '../../src/storage/database.ts'
import { bernd } from '../sign-in/standalone.ts'

const failure = (cause: Cause) => ({ cause, code: 'AADSTS65004', raw: 'User declined.' })

const endings: [Outcome, OutcomeDetail][] = [
  ['denied', { failure: failure('consent-refused') }],
  ['admin-approval', { failure: failure('admin-approval-needed') }],
  ['missing-scope', { failure: failure('scope-missing'), missing: ['read'] }],
  ['secret', { failure: failure('client-secret-expired') }],
  ['run-out', { failure: failure('sign-in-run-out') }],
  ['wrong-account', { failure: failure('wrong-account'), got: bernd.email, mismatch: 'other-address' }],
]

/** One trip to Microsoft for each way it can end: the addresses of the result pages. */
export async function addEndings(db: Database, adminId: string, outgoingServerId: string): Promise<string[]> {
  const at = new Date()
  const rows = endings.map(([outcome, detail]) => ({
    id: randomUUID(),
    stateHash: randomUUID(),
    browserHash: 'a browser',
    adminId,
    purpose: 'both' as const,
    mailbox: 'orders@mein-shop.example',
    clientId: 'a client',
    redirectUri: 'https://shop.example/microsoft_outlook/confirm',
    sealedVerifier: '',
    sealedNonce: '',
    createdAt: at,
    expiresAt: at,
    usedAt: at,
    outcome,
    outcomeDetail: JSON.parse(JSON.stringify(detail)),
    sealedPending: outcome === 'wrong-account' ? 'sealed' : null,
    outgoingServerId,
  }))
  await db.outlookSignIn.createMany({ data: rows })

  return rows.map(({ id }) => `/mail/outlook-sign-ins/${id}/result`)
}
