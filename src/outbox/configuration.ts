import { senderAddresses } from '../outgoing-servers/sender-addresses.ts'
import { createServerChoice } from '../outgoing-servers/server-choice.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'

const withAccount = { outlookAccount: { select: { id: true, tenantId: true, objectId: true } } } as const

export type SendingServer = Prisma.OutgoingServerGetPayload<{ include: typeof withAccount }>

/** Servers and settings as the deliverer needs them, read again only when something was saved. */
export function createConfiguration(db: Database) {
  let known: Awaited<ReturnType<typeof read>> | undefined

  /** One query of sums; any saved form or newly connected account changes the mark. */
  async function mark(): Promise<string> {
    const [row] = await db.$queryRaw<{ mark: string }[]>`
      SELECT concat_ws(' ',
        (SELECT concat_ws('/', "version", "customEmailServers") FROM "GeneralSettings" LIMIT 1),
        (SELECT concat_ws('/', count(*), sum("version"), max("updatedAt"), count("outlookAccountId")) FROM "OutgoingServer"),
        (SELECT concat_ws('/', count(*), max("connectedAt")) FROM "OutlookAccount")) AS mark`

    return row?.mark ?? ''
  }

  async function read(current: string) {
    const settings = await db.generalSettings.findUnique({ where: { id: 'general' } })
    const servers = await db.outgoingServer.findMany({ include: withAccount })

    return {
      mark: current,
      servers,
      choice: createServerChoice(servers),
      senders: settings ? senderAddresses(settings) : {},
    }
  }

  return {
    async get() {
      const current = await mark()
      if (known?.mark === current) return known
      known = await read(current)

      return known
    },
  }
}

export type Configuration = Awaited<ReturnType<ReturnType<typeof createConfiguration>['get']>>
