import type { GeneralSettings } from '../general-settings/general-settings.ts'
import type { Database } from '../storage/database.ts'
import type { AccessTokens } from './access-tokens.ts'

/** One that answers is enough; more would keep the admin waiting while Microsoft is silent. */
const mostMailboxes = 3

interface Needs {
  db: Database
  accessTokens: AccessTokens
  settings: GeneralSettings['get']
  /** Microsoft takes the secret: what has waited for that may go on. */
  accepted: () => void
}

/** What a trial has shown. `untried`: no mailbox is connected, or Microsoft said nothing about the secret. */
export type SecretTrial = 'accepted' | 'refused' | 'untried'

/** Tries a new client secret where it is needed: by renewing the sign-in of a connected mailbox. */
export function createSecretTrial({ db, accessTokens, settings, accepted }: Needs) {
  /** What is known about the secret after this mailbox was renewed with it. */
  async function renew(id: string): Promise<SecretTrial> {
    // What is said about the secret is kept with it; what is said about the mailbox, with the mailbox.
    await accessTokens.get(id, { force: true }).catch(() => {})
    const { secretState } = await settings()

    return secretState === 'proven' ? 'accepted' : secretState
  }

  return async function trySecret(): Promise<SecretTrial> {
    const { clientId } = await settings()
    const accounts = await db.outlookAccount.findMany({
      where: { clientId: clientId ?? '' },
      orderBy: { lastSuccessAt: 'desc' },
      take: mostMailboxes,
      select: { id: true },
    })
    let shown: SecretTrial = 'untried'
    for (const { id } of accounts) if (shown === 'untried') shown = await renew(id)
    if (shown === 'accepted') accepted()

    return shown
  }
}
