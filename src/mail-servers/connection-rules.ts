import type { Guard } from '../network/guard.ts'
import type { Settings } from '../settings.ts'
import type { ConnectionRules } from './connection-form.ts'

/** What the forms of servers allow in this deployment. */
export function connectionRules(
  settings: Settings,
  guard: Guard,
): Record<'outgoing' | 'incoming', ConnectionRules> {
  const { MAIL_ALLOW_PLAINTEXT: allowPlaintext } = settings
  const { mayBeAllowed } = guard

  return {
    outgoing: {
      outlook: { host: settings.OUTLOOK_SMTP_HOST, port: settings.OUTLOOK_SMTP_PORT, encryption: 'starttls' },
      isPort: (port) => guard.isMailPort('smtp', port),
      mayBeAllowed,
      allowPlaintext,
    },
    incoming: {
      outlook: { host: settings.OUTLOOK_IMAP_HOST, port: settings.OUTLOOK_IMAP_PORT, encryption: 'tls' },
      isPort: (port) => guard.isMailPort('imap', port),
      mayBeAllowed,
      allowPlaintext,
    },
  }
}
