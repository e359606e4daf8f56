import { AppError } from '../errors.ts'
import { text } from '../language/text.ts'
import { type Rewritten, rewriteFrom } from '../outgoing-servers/from-rewrite.ts'
import { comparableAddress, type Mailbox } from '../outgoing-servers/mailbox.ts'
import { bounceAddressFor } from '../outgoing-servers/sender-addresses.ts'
import type { Chosen } from '../outgoing-servers/server-choice.ts'
import type { ClaimedMail, Settlement } from './claims.ts'
import type { Configuration, SendingServer } from './configuration.ts'
import { accountKeyOf } from './limits.ts'
import { failed, held, type Reason } from './settlements.ts'
import { outboxTexts } from './texts.ts'

/** A mail with the server it leaves through. */
export interface Ready {
  mail: ClaimedMail
  configuration: Configuration
  choice: Chosen<SendingServer>
  rewritten: Rewritten
  key: string
}

const noServerSeconds = 15 * 60

/** Chooses the server and the From; or says where the mail stays instead. */
export function prepare(mail: ClaimedMail, configuration: Configuration): Ready | Settlement {
  try {
    const { senders } = configuration
    const choice = configuration.choice.choose({
      from: mailboxOf(mail.fromName, mail.fromAddress),
      notificationAddress: senders.notificationAddress,
      forcedServerId: mail.forcedServerId ?? undefined,
    })
    if (choice.step === '5')
      return held({ text: outboxTexts.noServer }, noServerSeconds, { serverId: null, accountKey: null })
    const rewritten = rewriteFrom({
      choice,
      replyTo: mail.replyToAddress ? mailboxOf(mail.replyToName, mail.replyToAddress) : undefined,
      recipients: mail.recipients.filter(({ state }) => state === 'waiting').map(({ address }) => address),
      bounceAddress: bounceAddressFor(choice.server, senders.bounceAddress),
    })

    return { mail, configuration, choice, rewritten, key: accountKeyOf(choice.server) }
  } catch (error) {
    return failed(reasonOf(error))
  }
}

/** What is noted about the way a mail takes. */
export function placeOf({ choice, rewritten, key }: Ready) {
  return {
    serverId: choice.server.id,
    accountKey: key,
    fromUsed: rewritten.from.address,
    envelopeFrom: rewritten.envelopeFrom,
    step: choice.step,
  }
}

export function fromOf({ rewritten }: Ready): string {
  return comparableAddress(rewritten.from.address)
}

/** A mail that breaks in our own hands fails alone. */
export function reasonOf(error: unknown): Reason {
  return {
    text: error instanceof AppError ? error.text : text('It cannot be read.', 'Sie ist nicht lesbar.'),
  }
}

function mailboxOf(name: string | null, address: string): Mailbox {
  return name ? { name, address } : { address }
}
