import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify'
import { activityRoutes } from './activity/routes.ts'
import { activityWords } from './activity-words.ts'
import type { Admin } from './admin.ts'
import { alertRoutes } from './alerts/routes.ts'
import { apiTokenRoutes } from './api-tokens/routes.ts'
import { checksRoutes } from './checks/routes.ts'
import { connectionTestRoutes } from './connection-test/routes.ts'
import { fetchingRoutes } from './fetching/routes.ts'
import { generalSettingsRoutes } from './general-settings/routes.ts'
import { handOverRoutes } from './hand-over/routes.ts'
import { inboxRoutes } from './inbox/routes.ts'
import { incomingServerRoutes } from './incoming-servers/routes.ts'
import { type MountedInvitations, mountInvitations } from './invitations/mount.ts'
import type { Mail } from './mail.ts'
import { createConnectServer } from './mail-servers/connect-server.ts'
import { createFigures } from './mail-status/figures.ts'
import { mailStatusRoutes } from './mail-status/routes.ts'
import { manyServerRoutes } from './many-servers/routes.ts'
import { confirmRoute, microsoftRoutes } from './microsoft/routes.ts'
import { callbackPath } from './microsoft/sign-in.ts'
import { microsoftNeeds, overTls } from './microsoft-needs.ts'
import { outboxRoutes } from './outbox/routes.ts'
import { correctionRoutes } from './outgoing-servers/correction-routes.ts'
import { createSettingsNotes } from './outgoing-servers/filter-notes.ts'
import { outgoingServerRoutes } from './outgoing-servers/routes.ts'
import { createSendingParts } from './outgoing-servers/sending-page.ts'
import { sendingRoutes } from './outgoing-servers/sending-routes.ts'
import { setUpGuideRoutes } from './set-up-guide/routes.ts'
import { troubleshootingRoutes } from './troubleshooting/routes.ts'
import { version } from './version.ts'
import { createAssets, serveAssets } from './web/assets.ts'
import { showMissingPages } from './web/error-page.ts'
import { frontDoor } from './web/front-door.ts'
import { createPages, type Pages, type Shell } from './web/pages.ts'
import { securityHeaders } from './web/security-headers.ts'
import { webTexts } from './web/texts.ts'

/** What a host supplies to mount the admin pages. */
export interface MailAdminOptions {
  mail: Mail
  /** Where the pages live, without a slash at the end. Default `/mail`. */
  path?: string
  /** Lets a request through, answers it (for example with a redirect to the sign-in), or throws. */
  authenticate: onRequestHookHandler
  /** Who is acting; called after `authenticate` let the request through. */
  currentAdmin: (request: FastifyRequest) => Admin | undefined | Promise<Admin | undefined>
  /** Where the sign-out button posts to; without it there is none. */
  signOut?: string
  /** Whether this process sends and fetches, from when it listens. With `false` another one on the same database must. */
  background?: boolean
  /** Where `mailApi` is mounted, if it is: the pages of API tokens lead to its description. */
  apiPath?: string
}

/**
 * The admin pages as a Fastify plugin: below `path`, and the one route Microsoft returns to. Hooks, error pages and
 * headers apply to these routes only; the host's own stay as they are.
 */
export async function mailAdmin(app: FastifyInstance, options: MailAdminOptions): Promise<void> {
  const { path = '/mail', background: hasBackground = true } = options
  // Not onReady: a test that only injects requests has no background.
  if (hasBackground) app.addHook('onListen', async () => options.mail.background.start())
  app.addHook('onClose', () => options.mail.background.stop())
  options.mail.alerts.mountedAt(path)
  const pages = createPages(shellAt(path, options))
  const door = behindSignIn(options)
  const invitations = mountInvitations(pages, microsoftNeeds(options.mail))

  await app.register(
    async (scope) => {
      scope.addHook('onRequest', securityHeaders(options.mail.settings.PUBLIC_URL, { ownsTheHost: false }))
      await serveAssets(scope)
      showMissingPages(scope, pages)
    },
    { prefix: `${path}/static` },
  )
  await app.register(
    async (scope) => {
      await frontDoor(scope, pages, door)
      showMissingPages(scope, pages)
      featureRoutes(scope, pages, options.mail, invitations, hasBackground)
      invitations.adminRoutes(scope)
      apiTokenRoutes(scope, pages, { tokens: options.mail.apiTokens, apiPath: options.apiPath })
    },
    { prefix: path },
  )
  await app.register(
    async (scope) => {
      await frontDoor(scope, pages, { publicUrl: door.publicUrl })
      invitations.ownerRoutes(scope)
    },
    { prefix: path },
  )
  await app.register(async (scope) => {
    await frontDoor(scope, pages, { ...door, guards: [invitations.guard, ...door.guards] })
    confirmRoute(scope, pages, callbackPath, microsoftNeeds(options.mail))
  })
}

function shellAt(path: string, { signOut }: MailAdminOptions): Shell {
  return {
    path,
    version,
    assets: createAssets(path),
    navigation: [
      { href: '/', label: webTexts.navStatus },
      { href: '/general-settings', label: webTexts.navSettings },
      { href: '/outgoing-servers', label: webTexts.navOutgoing },
      { href: '/incoming-servers', label: webTexts.navIncoming },
      { href: '/outbox', label: webTexts.navOutbox },
      { href: '/inbox', label: webTexts.navInbox },
      { href: '/troubleshooting', label: webTexts.navTroubleshooting },
      { href: '/activity', label: webTexts.navActivity },
    ],
    ...(signOut ? { signOut } : {}),
  }
}

/** For whoever the host lets in. */
function behindSignIn({ authenticate, currentAdmin, mail }: MailAdminOptions) {
  return { publicUrl: mail.settings.PUBLIC_URL, guards: [authenticate], currentAdmin }
}

function featureRoutes(
  scope: FastifyInstance,
  pages: Pages,
  mail: Mail,
  { invitations }: MountedInvitations,
  hasBackground: boolean,
): void {
  const { generalSettings, redirectUri, now, rules } = mail
  const hasCredentials = generalSettings.hasCredentials
  const connectServer = createConnectServer({ pages, overTls: overTls(mail), ...mail })

  mailStatusRoutes(scope, pages, {
    ...mail,
    figures: createFigures({ db: mail.database.db, now }),
    words: activityWords,
    hasBackground,
  })
  setUpGuideRoutes(scope, pages, mail)
  generalSettingsRoutes(scope, pages, {
    generalSettings,
    redirectUri,
    hasServers: mail.outgoingServers.exist,
    trySecret: mail.trySecret,
    notes: createSettingsNotes({ list: mail.outgoingServers.list, settings: generalSettings.get }),
    now,
  })
  outgoingServerRoutes(scope, pages, {
    servers: mail.outgoingServers,
    rules: rules.outgoing,
    hasCredentials,
    settings: generalSettings.get,
    connectServer,
    alsoRead: mail.alsoRead,
    openInvitations: invitations.listOpen,
    sending: createSendingParts({ ...mail, sending: mail.serverSending, settings: generalSettings.get }),
    now,
  })
  sendingRoutes(scope, pages, {
    servers: mail.outgoingServers,
    testMails: mail.testMails,
    tryNow: mail.serverSending.tryNow,
    deliver: mail.outbox.deliverDue,
  })
  correctionRoutes(scope, pages, mail.corrections)
  manyServerRoutes(scope, pages, { ...mail, invite: invitations.invite })
  incomingServerRoutes(scope, pages, {
    servers: mail.incomingServers,
    rules: rules.incoming,
    hasCredentials,
    connectServer,
    fetchPanel: mail.fetchPanel,
    knownFolders: mail.knownFolders,
    now,
  })
  fetchingRoutes(scope, pages, { actions: mail.fetching.actions, chosen: mail.incomingServers.get })
  microsoftRoutes(scope, pages, microsoftNeeds(mail))
  outboxRoutes(scope, pages, {
    mails: mail.outboxMails,
    settings: generalSettings.get,
    deliver: mail.outbox.deliverDue,
    now,
  })
  inboxRoutes(scope, pages, {
    inbox: mail.inbox,
    servers: mail.incomingServers.list,
    isTaken: mail.handOver.isTaken,
    now,
  })
  handOverRoutes(scope, pages, mail)
  alertRoutes(scope, pages, mail)
  troubleshootingRoutes(scope, pages, mail)
  checksRoutes(scope, pages, mail)
  connectionTestRoutes(scope, pages, mail.connectionTests)
  activityRoutes(scope, pages, { activity: mail.activity, words: activityWords })
}
