import fc from 'fast-check'
import { rewriteFrom } from '../../src/outgoing-servers/from-rewrite.ts'
import type { Mailbox } from '../../src/outgoing-servers/mailbox.ts'
import {
  type Asked,
  createServerChoice,
  type FilteredServer,
} from '../../src/outgoing-servers/server-choice.ts'

export const NOTIF = 'notifications@test.mycompany.com'
export const BOUNCE = 'bounce.test@test.mycompany.com'

export const U = serverOf('U', 'specific_user@test.mycompany.com', 1)
export const D = serverOf('D', 'test.mycompany.com', 2)
export const N = serverOf('N', NOTIF, 3)
export const X = serverOf('X', '', 4)

export function serverOf(name: string, fromFilter: string, priority = 1): FilteredServer {
  return { id: name, name, fromFilter, priority, createdAt: new Date(0), archivedAt: null }
}

export function addressOf(address: string): Mailbox {
  return { address }
}

/** Chooses and rewrites as the outbox does it. */
export function send({
  servers,
  bounceAddress = BOUNCE,
  ...asked
}: Asked & { servers: FilteredServer[]; bounceAddress?: string | undefined }) {
  const choice = createServerChoice(servers).choose(asked)
  if (choice.step === '5') throw new Error('There is no server.')

  return { ...rewriteFrom({ choice, bounceAddress }), choice }
}

// Few names, so that filters and addresses meet often.
const label = fc.constantFrom('a', 'b', 'c')
const domain = fc.tuple(label, fc.constantFrom('example', 'test')).map((labels) => labels.join('.'))
export const anAddress = fc.tuple(label, domain).map((parts) => parts.join('@'))
export const aFilter = fc
  .array(fc.oneof(domain, anAddress), { maxLength: 4 })
  .map((entries) => entries.join(','))
