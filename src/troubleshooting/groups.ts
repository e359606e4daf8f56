import type { Cause } from '../failures/causes.ts'
import type { troubleshootingTexts } from './texts.ts'

interface Group {
  title: keyof typeof troubleshootingTexts
  causes: readonly Cause[]
}

/** What Microsoft tells nobody but the one who looks at its page. */
export const seenAtMicrosoft: readonly { code: string; cause: Cause }[] = [
  { code: 'AADSTS50011', cause: 'redirect-uri-mismatch' },
  { code: 'AADSTS700016', cause: 'client-id-unknown' },
  { code: 'AADSTS50105', cause: 'account-not-assigned' },
  { code: 'AADSTS50020', cause: 'foreign-account' },
  { code: 'AADSTS90094', cause: 'admin-approval-needed' },
]

/** By what people notice, the most frequent first. */
export const groups: readonly Group[] = [
  {
    title: 'sending',
    causes: ['from-refused', 'smtp-auth-disabled', 'sign-in-refused', 'reconnect-needed', 'daily-limit'],
  },
  {
    title: 'reading',
    causes: ['reading-refused', 'not-this-mailbox', 'folder-missing', 'reconnect-needed', 'reading-too-fast'],
  },
  { title: 'secret', causes: ['client-secret-expired', 'client-secret-wrong', 'secret-unreadable'] },
  {
    title: 'network',
    causes: ['port-blocked', 'server-name-unknown', 'certificate-not-trusted', 'port-and-encryption-differ'],
  },
]
