import type { FastifyInstance } from 'fastify'
import type { GeneralSettings } from '../general-settings/general-settings.ts'
import type { IncomingServers } from '../incoming-servers/incoming-servers.ts'
import type { OutgoingServers } from '../outgoing-servers/outgoing-servers.ts'
import type { Settings } from '../settings.ts'
import type { Pages } from '../web/pages.ts'
import { look } from '../web/permissions.ts'
import { type OwnValues, ownValues } from './own-values.ts'
import { setUpGuideTexts } from './texts.ts'
import { variantTexts } from './variant-texts.ts'

interface Needs {
  redirectUri: string
  settings: Settings
  generalSettings: GeneralSettings
  outgoingServers: OutgoingServers
  incomingServers: IncomingServers
}

type GuidePage = { own: OwnValues; steps: typeof steps }

/** In the order in which they are done; also the anchors s1, s2 … that other pages lead to. */
const steps = [
  'register',
  'accounts',
  'redirect',
  'permissions',
  'secret',
  'copy',
  'mailbox',
  'assign',
  'servers',
] as const

const texts = { ...setUpGuideTexts, ...variantTexts }

/** The app registration, the mailboxes and the servers, step by step, with this shop's own values. */
export function setUpGuideRoutes(app: FastifyInstance, pages: Pages, needs: Needs): void {
  const page = pages.page<GuidePage, typeof texts>('set-up-guide/show', texts)

  app.get('/set-up-guide', look, async (request, reply) => {
    const [general, outgoing, incoming] = await Promise.all([
      needs.generalSettings.get(),
      needs.outgoingServers.list(),
      needs.incomingServers.list(),
    ])
    const own = ownValues({ ...needs, general, servers: [...outgoing, ...incoming] })

    return page(request, reply, { own, steps })
  })
}
