import type { Cause } from '../failures/causes.ts'
import type { troubleshootingTexts } from './texts.ts'

interface Group {
  title: keyof typeof troubleshootingTexts
  causes: readonly Cause[]
}

/** What Microsoft tells nobody but the one who looks at its page. */
export const seenAtMicrosoft: readonly Cause[] = [
  'redirect-uri-mismatch',
  'client-id-unknown',
  'account-not-assigned',
  'foreign-account',
  'admin-approval-needed',
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
