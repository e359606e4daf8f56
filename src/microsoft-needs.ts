import type { Admin } from './admin.ts'
import { TooMany } from './errors.ts'
import type { Mail } from './mail.ts'
import type { ServerKey } from './microsoft/mailbox-servers.ts'

/** What the pages around a sign-in at Microsoft need of the rest. */
export function microsoftNeeds(mail: Mail) {
  return {
    ...mail,
    testServer: testAfterConnecting(mail),
    loginHost: signInPagesHost(mail),
    overTls: overTls(mail),
  }
}

/** A connected server is tested at once. That the limit of tests is reached must not spoil the connection. */
function testAfterConnecting({ connectionTests }: Mail) {
  return async ({ kind, id }: ServerKey, by: Admin): Promise<void> => {
    try {
      await connectionTests.start(kind, id, by)
    } catch (error) {
      if (!(error instanceof TooMany)) throw error
    }
  }
}

/** What an admin sees in the address bar at Microsoft. */
function signInPagesHost({ settings }: Mail): string {
  return settings.MICROSOFT_PAGES_URL
    ? new URL(settings.MICROSOFT_PAGES_URL).host
    : settings.MICROSOFT_LOGIN_HOST
}

export function overTls(mail: Mail): boolean {
  return mail.settings.PUBLIC_URL.startsWith('https:')
}
