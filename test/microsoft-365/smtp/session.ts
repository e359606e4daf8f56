import type { Connection } from '../connection.ts'
import type { Account } from '../directory.ts'
import type { World } from '../world.ts'

/** Where one client is in the dialogue. */
export interface Session {
  connection: Connection
  world: World
  /** Passwords like any hoster, or Exchange's OAuth. */
  manner: 'exchange' | 'passwords'
  host: string
  isSecure: boolean
  hasGreeted: boolean
  /** Whose credentials were given. */
  account: Account | undefined
  from: string | undefined
  recipients: string[]
}

/** `[host time id]`, at the end of Exchange's refusals. */
export function trail({ host, world }: Session): string {
  return `[${host} ${world.now().toISOString()} ${eventId(world)}]`
}

export function eventId({ calls, now }: World): string {
  return `08DE2B${(now().getTime() + calls.smtpConnection).toString(16).toUpperCase()}`
}
