import { createDelivery, type DeliveryNeeds } from './deliver.ts'
import { createPieces } from './pieces.ts'
import { createSend } from './send.ts'

/** Mails that leave: stored first, then delivered. */
export function createOutbox(needs: DeliveryNeeds) {
  const delivery = createDelivery(needs)
  let started = false

  /** For the background: what is due now. */
  async function deliverDue(): Promise<void> {
    started = true
    await delivery.deliverDue()
  }

  const send = createSend({
    ...needs,
    stored() {
      if (started)
        delivery.deliverDue().catch((err: unknown) => needs.log.error({ err }, 'outbox not delivered'))
    },
  })

  return { send, deliverDue, forgetOrphans: createPieces(needs).forgetOrphans, stop: delivery.stop }
}
