import type { Failure } from '../failures/failure.ts'
import type { Database } from '../storage/database.ts'
import { Prisma, type GeneralSettings as Row } from '../storage/generated/client.ts'
import type { Secrets } from '../storage/secrets.ts'
import { settingsId } from './settings-row.ts'

export const secretPlace = `GeneralSettings.clientSecret:${settingsId}`
const formerPlace = `GeneralSettings.formerClientSecret:${settingsId}`
/** A tail of a short secret would give too much of it away. */
const shortestWithTail = 20

/** What Microsoft has said to the stored secret so far. */
export type SecretState = 'proven' | 'untried' | 'refused'

export interface SecretStanding {
  state: SecretState
  /** Names the secret that a verdict is about. */
  setAt: Date | null
  /** The one before it in the clear, while Microsoft has not accepted this one. */
  former?: string | undefined
}

const untold = { clientSecretProvenAt: null, clientSecretFailure: Prisma.DbNull } as const

/** Without a client ID nothing remains of a secret. */
export const noSecret = {
  sealedClientSecret: null,
  sealedFormerClientSecret: null,
  clientSecretTail: null,
  clientSecretSetAt: null,
  clientSecretSetBy: null,
  clientSecretValidUntil: null,
  ...untold,
} as const

export function secretState(row: Pick<Row, 'clientSecretProvenAt' | 'clientSecretFailure'>): SecretState {
  if (row.clientSecretFailure !== null) return 'refused'

  return row.clientSecretProvenAt ? 'proven' : 'untried'
}

/** The columns of a new secret. The last one that Microsoft accepted stays beside it until this one is accepted, too. */
export function newSecret(
  clientSecret: string,
  { before, clientId, by, at, secrets }: NewSecret,
): Prisma.GeneralSettingsUpdateManyMutationInput {
  return {
    sealedClientSecret: secrets.seal(clientSecret, secretPlace),
    sealedFormerClientSecret: before.clientId === clientId ? former(before, secrets) : null,
    clientSecretTail: clientSecret.length >= shortestWithTail ? clientSecret.slice(-4) : null,
    clientSecretSetAt: at,
    clientSecretSetBy: by,
    ...untold,
  }
}

interface NewSecret {
  before: Row
  clientId: string | null
  by: string
  at: Date
  secrets: Secrets
}

/** Another app registration has never heard of the secret. */
export const ofAnotherApp = { sealedFormerClientSecret: null, ...untold } as const

function former(before: Row, secrets: Secrets): string | null {
  if (secretState(before) !== 'proven' || !before.sealedClientSecret) return before.sealedFormerClientSecret
  try {
    return secrets.seal(secrets.open(before.sealedClientSecret, secretPlace), formerPlace)
  } catch {
    // It cannot be read, which the page says; so it is of no use beside the new one.
    return null
  }
}

/** The former secret in the clear; undefined when there is none, or none that can be read. */
export function openFormer(row: Row, secrets: Secrets): string | undefined {
  try {
    return row.sealedFormerClientSecret ? secrets.open(row.sealedFormerClientSecret, formerPlace) : undefined
  } catch {
    return undefined
  }
}

/** Keeps what Microsoft says about the secret that was set at `setAt`; a later one is not touched. */
export function createSecretVerdicts(db: Database, now: () => Date) {
  const about = (setAt: Date | null) => ({ id: settingsId, clientSecretSetAt: setAt })

  return {
    async accepted(setAt: Date | null): Promise<void> {
      await db.generalSettings.updateMany({
        where: about(setAt),
        data: {
          clientSecretProvenAt: now(),
          clientSecretFailure: Prisma.DbNull,
          sealedFormerClientSecret: null,
        },
      })
    },
    async refused(setAt: Date | null, failure: Failure): Promise<void> {
      await db.generalSettings.updateMany({
        where: about(setAt),
        data: { clientSecretProvenAt: null, clientSecretFailure: { ...failure } },
      })
    },
  }
}
