import { speak } from '../../src/language/text.ts'
import { outgoingServerForm } from '../../src/outgoing-servers/outgoing-server.ts'
import { outgoingServerTexts } from '../../src/outgoing-servers/texts.ts'
import { connect } from '../main-job/connect.ts'
import { fillSettings, furnisher } from '../main-job/fill-settings.ts'
import type { Mailroom } from '../main-job/mailroom.ts'

/** A shop with a connected mailbox, both kinds of servers, one test that passed and one that failed. */
export async function furnish({ mail, microsoft }: Mailroom) {
  const by = furnisher
  const mailbox = microsoft.accounts.orders.address
  await fillSettings({ mail, microsoft })
  const form = outgoingServerForm(speak(outgoingServerTexts, 'en'), mail.rules.outgoing)
  const server = form.parse({
    name: 'Bestellungen',
    priority: '10',
    signInWith: 'outlook',
    username: mailbox,
  })
  const outgoing = await mail.outgoingServers.add(server, by)
  await mail.alsoRead(mailbox, by)
  await connect({ mail, microsoft }, outgoing.id, mailbox, by)
  const [incoming] = await mail.incomingServers.list()
  const passed = await mail.connectionTests.start('incoming', incoming?.id ?? '', by, { confirm: true })
  await mail.connectionTests.waitFor(passed.id)
  microsoft.faults.on('sendas-denied')
  const failed = await mail.connectionTests.start('outgoing', outgoing.id, by)
  await mail.connectionTests.waitFor(failed.id)
  const account = await mail.outlookAccounts.findByMailbox(mailbox)

  return {
    outgoing: outgoing.id,
    incoming: incoming?.id ?? '',
    passed: passed.id,
    failed: failed.id,
    account: account?.id ?? '',
  }
}
