import type { GeneralSettings } from '../general-settings/general-settings.ts'
import type { Database } from '../storage/database.ts'
import type { KeyRing } from '../storage/secrets.ts'
import { createAccessTokens } from './access-tokens.ts'
import { withEitherSecret } from './either-secret.ts'
import type { Entra } from './entra.ts'
import { createKeepAlive } from './keep-alive.ts'
import { createOutlookAccounts } from './outlook-accounts.ts'
import { createSecretTrial } from './secret-trial.ts'
import { createSignIns } from './sign-ins.ts'

interface Needs {
  db: Database
  secrets: KeyRing
  signInHost: Entra
  generalSettings: GeneralSettings
  publicUrl: string
  now: () => Date
  /** Microsoft takes a new client secret: what has waited for that may go on. */
  secretAccepted: () => void
}

/** Being let in by Microsoft: connecting mailboxes, and tokens for them for as long as they are connected. */
export function createMicrosoft({
  db,
  secrets,
  signInHost,
  generalSettings,
  publicUrl,
  now,
  secretAccepted,
}: Needs) {
  const entra = withEitherSecret(signInHost, generalSettings.secretVerdicts)
  const credentials = generalSettings.outlookCredentials
  const accessTokens = createAccessTokens({ db, secrets, entra, credentials, now })
  const settings = generalSettings.get

  return {
    accessTokens,
    outlookAccounts: createOutlookAccounts({ db, now }),
    signIns: createSignIns({ db, secrets, entra, credentials, publicUrl, now }),
    keepAlive: createKeepAlive({ db, accessTokens, settings, now }),
    trySecret: createSecretTrial({ db, accessTokens, settings, accepted: secretAccepted }),
  }
}
