import { changesOf } from '../activity/changes.ts'
import type { Admin } from '../admin.ts'
import { RuleBroken } from '../errors.ts'
import { createServerChanges } from '../mail-servers/server-changes.ts'
import { savedMeanwhile, serverGone } from '../mail-servers/server-rows.ts'
import type { Database } from '../storage/database.ts'
import { mailboxOf } from './filter-warnings.ts'
import { covers, mostEntries, storedEntries } from './from-filter.ts'
import { type Correction, domainOf } from './sender-gaps.ts'
import { outgoingServerTexts } from './texts.ts'

/** The part of General settings a correction changes. */
export interface SenderChange {
  defaultFromAddress?: string
  catchAllDomain?: string
}

interface Needs {
  db: Database
  now: () => Date
  /** Throws SavedMeanwhile when General settings are at another version. */
  changeSender: (change: SenderChange, version: number, by: Admin) => Promise<void>
}

export type Corrections = ReturnType<typeof createCorrections>

/** Makes the one change a note about the shop's sender asks for. */
export function createCorrections({ db, now, changeSender }: Needs) {
  const changes = createServerChanges({ db, now })

  /** `version` is the server's for its filter, that of General settings otherwise. Throws SavedMeanwhile. */
  async function correct(id: string, correction: Correction, version: number, by: Admin): Promise<void> {
    const server = await db.outgoingServer.findUnique({ where: { id } })
    if (!server) throw serverGone()
    const mailbox = mailboxOf(server)
    if (!mailbox) throw new RuleBroken(outgoingServerTexts.mailboxUnknown)
    const work: Record<Correction, () => Promise<void>> = {
      'from-filter': () => addToFilter(server, mailbox, version, by),
      'default-from': () => changeSender({ defaultFromAddress: mailbox }, version, by),
      'catch-all-domain': () => changeSender({ catchAllDomain: domainOf(mailbox) }, version, by),
    }

    await work[correction]()
  }

  async function addToFilter(server: Filtered, mailbox: string, version: number, by: Admin): Promise<void> {
    const { id, name } = server
    const entries = storedEntries(server.fromFilter)
    if (covers(entries, mailbox)) return
    if (entries.length >= mostEntries) throw new RuleBroken(outgoingServerTexts.fromFilterWrong)

    await db.$transaction(async (tx) => {
      const fromFilter = [...entries, mailbox].join(', ')
      const { count } = await tx.outgoingServer.updateMany({
        where: { id, version },
        data: {
          fromFilter,
          version: { increment: 1 },
          updatedAt: now(),
          updatedBy: by.name,
        },
      })
      if (count === 0) throw savedMeanwhile({ name: server.updatedBy })
      const trace = changesOf(server, { fromFilter }, ['fromFilter'])
      await tx.activityEntry.create({
        data: changes.entry(by, 'outgoing-server.changed', { id, name }, trace),
      })
    })
  }

  return { correct }
}

interface Filtered {
  id: string
  name: string
  fromFilter: string
  version: number
  updatedBy: string
}
