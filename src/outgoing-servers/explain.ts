import { RuleBroken } from '../errors.ts'
import { mailboxOf, type SendingServer } from './filter-warnings.ts'
import { type Rewritten, rewriteFrom } from './from-rewrite.ts'
import { comparableAddress, parseMailbox } from './mailbox.ts'
import { bounceAddressFor, type SenderSettings, senderAddresses } from './sender-addresses.ts'
import { type Choice, chooseServer, type PassedOver } from './server-choice.ts'
import { outgoingServerTexts } from './texts.ts'

interface Question<Server> {
  servers: readonly Server[]
  settings: SenderSettings
  /** As typed; empty asks for the system's own mail. */
  from: string
}

export interface Explanation<Server> {
  choice: Choice<Server>
  passedOver: PassedOver<Server>[]
  /** Header and envelope; absent where no server sends. */
  mail: Rewritten | undefined
  /** Addresses the mail would leave under and the mailbox of the server is not known to own. */
  notOwned: { mailbox: string; addresses: string[] } | undefined
}

/** Which server would send a mail with this From, and why. Throws RuleBroken with a sentence about the From. */
export function explain<Server extends SendingServer>({
  servers,
  settings,
  from: typed,
}: Question<Server>): Explanation<Server> {
  const { defaultFrom, notificationAddress, bounceAddress } = senderAddresses(settings)
  const from = typed.trim() === '' ? defaultFrom : parseMailbox(typed)
  if (!from && typed.trim() !== '') throw new RuleBroken(outgoingServerTexts.explainWrong, { field: 'from' })
  const { passedOver, ...choice } = chooseServer({ servers, from, notificationAddress })
  if (choice.step === '5') return { choice, passedOver, mail: undefined, notOwned: undefined }
  const mail = rewriteFrom({ choice, bounceAddress: bounceAddressFor(choice.server, bounceAddress) })

  return { choice, passedOver, mail, notOwned: notOwned(choice.server, mail) }
}

function notOwned(
  server: SendingServer,
  { from, envelopeFrom }: Rewritten,
): Explanation<unknown>['notOwned'] {
  const mailbox = mailboxOf(server)
  const senders = new Set([from.address, envelopeFrom].map(comparableAddress))
  const addresses = [...senders].filter((address) => address !== mailbox)

  return mailbox && addresses.length > 0 ? { mailbox, addresses } : undefined
}
