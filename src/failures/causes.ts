import { accountCauses } from './account-causes.ts'
import { appCauses } from './app-causes.ts'
import type { CauseEntry } from './cause-entry.ts'
import { connectCauses } from './connect-causes.ts'
import { encryptionCauses } from './encryption-causes.ts'
import { imapCauses } from './imap-causes.ts'
import { limitCauses } from './limit-causes.ts'
import { mailCauses } from './mail-causes.ts'
import { networkCauses } from './network-causes.ts'
import { ownCauses } from './own-causes.ts'
import { proxyCauses } from './proxy-causes.ts'
import { signInCauses } from './sign-in-causes.ts'
import { smtpCauses } from './smtp-causes.ts'
import { tenantCauses } from './tenant-causes.ts'
import { webhookCauses } from './webhook-causes.ts'

const all = {
  ...appCauses,
  ...tenantCauses,
  ...accountCauses,
  ...signInCauses,
  ...connectCauses,
  ...smtpCauses,
  ...limitCauses,
  ...mailCauses,
  ...imapCauses,
  ...networkCauses,
  ...proxyCauses,
  ...encryptionCauses,
  ...ownCauses,
  ...webhookCauses,
}

/** Every cause Mailroom can name. Stored with a failure, so a word once used keeps its meaning. */
export type Cause = keyof typeof all

/** What Mailroom knows about each cause: the one place for what to say and what to do. */
export const causes: Readonly<Record<Cause, CauseEntry>> = all

/** Says whether a word, for example one that was stored, names a cause. */
export const isCause = (word: string): word is Cause => Object.hasOwn(all, word)
