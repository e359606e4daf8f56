import type { IncomingServer } from '../storage/generated/client.ts'

/** Who signs in; Exchange tells no address from another by its capitals. */
export function userOf({ username }: Pick<IncomingServer, 'username'>): string {
  return (username ?? '').toLowerCase()
}

/** Whose mailbox it is, and where. */
export function accountOf(server: Pick<IncomingServer, 'username' | 'host'>): string {
  return `${userOf(server)} ${server.host.toLowerCase()}`
}
