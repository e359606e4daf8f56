import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import session from '@fastify/session'
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify'
import { mailApi } from './api/mail-api.ts'
import { mailHealth } from './health/health.ts'
import type { Mail } from './mail.ts'
import { callbackPath } from './microsoft/sign-in.ts'
import { mailAdmin } from './plugin.ts'
import type { Settings } from './settings.ts'
import { demandSignIn } from './sign-in/authenticate.ts'
import { onlyAt } from './sign-in/own-address.ts'
import { createPasswords, type Passwords } from './sign-in/passwords.ts'
import { returnPath } from './sign-in/return-to.ts'
import { signInRoutes } from './sign-in/routes.ts'
import { sessionCookie, sessionOptions } from './sign-in/sessions.ts'
import { createSetUp, type SetUp } from './sign-in/set-up.ts'
import { createThrottle } from './sign-in/throttle.ts'
import { createUsers, type Users } from './sign-in/users.ts'
import { StartProblem } from './storage/start-problem.ts'
import { version } from './version.ts'
import { createAssets } from './web/assets.ts'
import { showErrors, showMissingPages } from './web/error-page.ts'
import { createPages, type Pages } from './web/pages.ts'
import { everyone, requirePermissions } from './web/permissions.ts'
import { rememberPreferences } from './web/preferences.ts'
import { recognise } from './web/reader.ts'
import { requestIds } from './web/request-ids.ts'
import { sameOrigin } from './web/same-origin.ts'
import { securityHeaders } from './web/security-headers.ts'
import { webTexts } from './web/texts.ts'

const mountPath = '/mail'
const apiPath = '/api'
const home = `${mountPath}/`
/** The largest mail, over the slow line of a small shop. Whoever sends nothing is cut off sooner. */
const uploadMs = 5 * 60_000
const bodyLimit = 64 * 1024

export interface Standalone {
  app: FastifyInstance
  users: Users
  setUp: SetUp
}

interface Options {
  /** Where it is put; see createServer. */
  app?: FastifyInstance
  passwords?: Passwords
}

/** The bare server, with its limits. Throws StartProblem when TRUST_PROXY cannot be understood. */
export function createServer(
  settings: Settings,
  logger: NonNullable<FastifyServerOptions['logger']>,
): FastifyInstance {
  const headers = securityHeaders(settings.PUBLIC_URL, { ownsTheHost: true })
  try {
    return Fastify({
      logger,
      trustProxy: settings.TRUST_PROXY.length > 0 ? settings.TRUST_PROXY : false,
      genReqId: requestIds(settings.TRUST_PROXY),
      requestTimeout: uploadMs,
      http: { headersTimeout: 15_000 },
      connectionTimeout: 20_000,
      keepAliveTimeout: 10_000,
      bodyLimit,
      routerOptions: { maxParamLength: 100 },
      // Addresses that cannot be read reach no route and no hook.
      frameworkErrors: (_error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
        void headers(request, reply).then(() => reply.code(400).type('text/plain').send(webTexts.title400.en))
      },
    })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new StartProblem(`TRUST_PROXY: ${error.message}`, { cause: error })
  }
}

/** Mailroom as a server of its own: a host like any other, with a sign-in of its own. */
export async function createStandalone(
  mail: Mail,
  { app = createServer(mail.settings, false), passwords = createPasswords() }: Options = {},
): Promise<Standalone> {
  const { db } = mail.database
  const { now } = mail
  const setUp = createSetUp({ db, now })
  const users = createUsers({ db, passwords, setUp, throttle: createThrottle({ db, now }), now })
  const pages = createPages({ path: '', version, assets: createAssets(mountPath), navigation: [] })
  const ownPaths = collectPaths(app)

  await beforeEverything(app, mail, pages)
  await app.register(async (scope) => {
    await forms(scope, pages, mail.settings)
    signInRoutes(scope, pages, {
      users,
      home,
      overTls: isOverTls(mail.settings),
      returnPath: (wish) => returnPath(wish, ownPaths),
    })
    scope.get('/', everyone, async (_request, reply) => reply.redirect(home, 303))
  })
  await app.register(mailApi, { prefix: apiPath, mail })
  await app.register(mailAdmin, {
    mail,
    path: mountPath,
    authenticate: demandSignIn(sessionCookie(isOverTls(mail.settings)).name, callbackPath),
    currentAdmin: (request) => request.session.admin,
    signOut: '/sign-out',
    apiPath,
  })

  return { app, users, setUp }
}

/** The pages someone may be sent back to after the sign-in. */
function collectPaths(app: FastifyInstance): string[] {
  const paths: string[] = []
  app.addHook('onRoute', ({ method, url, config }) => {
    const forAdmins = config?.permission === 'look' || config?.permission === 'change'
    if (method === 'GET' && forAdmins && url.startsWith(mountPath)) paths.push(url)
  })

  return paths
}

/** What holds for every answer, also for the admin pages and for addresses nobody serves. */
async function beforeEverything(app: FastifyInstance, mail: Mail, pages: Pages): Promise<void> {
  const { settings, secrets, now } = mail
  const overTls = isOverTls(settings)
  showErrors(app, pages)
  showMissingPages(app, pages)
  app.addHook('onRequest', securityHeaders(settings.PUBLIC_URL, { ownsTheHost: true }))
  app.addHook('onResponse', mail.metrics.answered)
  await app.register(mailHealth, { mail })
  await app.register(cookie, { parseOptions: sessionCookie(overTls).attributes })
  app.addHook('onRequest', onlyAt(settings.PUBLIC_URL, pages))
  const secret = secrets.derive('cookie').toString('base64url')
  await app.register(session, sessionOptions({ db: mail.database.db, now, overTls, secret }))
}

async function forms(scope: FastifyInstance, pages: Pages, { PUBLIC_URL }: Settings): Promise<void> {
  scope.removeAllContentTypeParsers()
  await scope.register(formbody, { bodyLimit })
  scope.addHook('onRequest', sameOrigin(PUBLIC_URL))
  scope.addHook('onRequest', async (request) => {
    recognise(request, request.session.admin)
  })
  scope.addHook('onRequest', rememberPreferences(PUBLIC_URL.startsWith('https:')))
  requirePermissions(scope)
  showErrors(scope, pages)
}

function isOverTls({ PUBLIC_URL }: Settings): boolean {
  return PUBLIC_URL.startsWith('https:')
}
