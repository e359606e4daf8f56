import { readFileSync } from 'node:fs'
import type { FastifyBaseLogger } from 'fastify'
import { createActivity } from './activity/entries.ts'
import { createAlerts } from './alerts/alerts.ts'
import { createApiTokens } from './api-tokens/api-tokens.ts'
import { jobLogs, jobsOf } from './background/jobs.ts'
import { createRunner } from './background/runner.ts'
import { createChecks } from './checks/checks.ts'
import { createConnectionTests } from './connection-test/connection-tests.ts'
import { createServersUnderTest } from './connection-test/server-under-test.ts'
import { createFetchPanel } from './fetching/fetch-panel.ts'
import { createFetching } from './fetching/fetching.ts'
import { createKnownFolders } from './fetching/known-folders.ts'
import { createGeneralSettings } from './general-settings/general-settings.ts'
import { createSenderChange } from './general-settings/sender.ts'
import { createBackendHandOver } from './hand-over/backend.ts'
import { createOperation } from './health/operation.ts'
import { createInbox } from './inbox/inbox.ts'
import { createAlsoRead } from './incoming-servers/also-read.ts'
import { createIncomingServers } from './incoming-servers/incoming-servers.ts'
import { connectionRules } from './mail-servers/connection-rules.ts'
import { createManyServers } from './many-servers/many-servers.ts'
import { disownAccounts } from './microsoft/disown-accounts.ts'
import { createEntra } from './microsoft/entra.ts'
import { createMicrosoft } from './microsoft/microsoft.ts'
import { callbackPath } from './microsoft/sign-in.ts'
import { createGuard } from './network/guard.ts'
import { createOutgoingProxy } from './network/proxy.ts'
import { createOutbox } from './outbox/outbox.ts'
import { createOutboxMails } from './outbox/outbox-mails.ts'
import { createServerSending } from './outbox/server-sending.ts'
import { createTestMails } from './outbox/test-mail.ts'
import { createCorrections } from './outgoing-servers/corrections.ts'
import { createOutgoingServers } from './outgoing-servers/outgoing-servers.ts'
import { parseSettings, type Settings, type SettingsInput } from './settings.ts'
import { type OpenDatabase, openDatabase } from './storage/database.ts'
import { keysOf } from './storage/keys.ts'
import { createSecrets, type KeyRing } from './storage/secrets.ts'
import { holdsSecrets, verifyKeys } from './storage/verify-keys.ts'

export interface MailOptions {
  /** What a deployment decides; the README's table names every entry. Read from the environment by the standalone server. */
  settings: SettingsInput
  log: FastifyBaseLogger
  now?: () => Date
  /** The embedded database has stopped answering and only a new process helps. */
  onHang?: () => void
}

export type Mail = ReturnType<typeof wireMail>

/**
 * Opens the database, brings it up to date, and builds every long-lived part once. Throws StartProblem, with a
 * message for the terminal, where the operator can help: wrong settings, a missing key, a locked data folder.
 */
export async function createMail({
  settings: given,
  log,
  now = () => new Date(),
  onHang,
}: MailOptions): Promise<Mail> {
  const settings = parseSettings(given)
  const database = await openDatabase({
    url: settings.DATABASE_URL,
    dataDir: settings.DATA_DIR,
    ...(onHang ? { onHang } : {}),
  })
  try {
    const secrets = createSecrets(await keysOf(settings, async () => !(await holdsSecrets(database.db))))
    await verifyKeys(database.db, secrets)

    return wireMail({ settings, database, secrets, log, now })
  } catch (error) {
    await database.close()
    throw error
  }
}

interface Wires {
  settings: Settings
  database: OpenDatabase
  secrets: KeyRing
  log: FastifyBaseLogger
  now: () => Date
  /** How long Microsoft's sign-in may take for an answer; tests do not wait as long as shops do. */
  microsoftTimeoutMs?: number
}

/** The map of Mailroom: what is built from what. */
export function wireMail({ settings, database, secrets, log, now, microsoftTimeoutMs }: Wires) {
  const { db } = database
  const ca = settings.EXTRA_CA_FILE ? readFileSync(settings.EXTRA_CA_FILE, 'utf8') : undefined
  const outgoingProxy = createOutgoingProxy(settings, ca)
  const proxy = outgoingProxy.shownProxy()
  if (proxy) log.info({ proxy }, 'outgoing connections go through a proxy')
  const guard = createGuard({
    allowNets: settings.MAIL_ALLOW_NETS,
    allowPorts: settings.MAIL_ALLOW_PORTS,
    presetPorts: { smtp: settings.OUTLOOK_SMTP_PORT, imap: settings.OUTLOOK_IMAP_PORT },
    outgoingProxy,
  })
  const rules = connectionRules(settings, guard)
  const redirectUri = settings.PUBLIC_URL + callbackPath
  const operation = createOperation({ db, secrets, log, now })
  const generalSettings = createGeneralSettings({ db, secrets, now, disownAccounts })
  const signInHost = createEntra({
    loginHost: settings.MICROSOFT_LOGIN_HOST,
    pagesUrl: settings.MICROSOFT_PAGES_URL,
    scopePrefix: settings.MICROSOFT_SCOPE_PREFIX,
    via: outgoingProxy.proxyFor(new URL(`https://${settings.MICROSOFT_LOGIN_HOST}`).hostname),
    ca,
    now,
    ...(microsoftTimeoutMs ? { timeoutMs: microsoftTimeoutMs } : {}),
  })
  const microsoft = createMicrosoft({
    ...{ db, secrets, signInHost, generalSettings, publicUrl: settings.PUBLIC_URL, now },
    secretAccepted: () => void outbox.deliverDue(),
  })
  const { accessTokens, outlookAccounts, signIns, keepAlive } = microsoft
  const { defaultFrom } = generalSettings
  const outgoingServers = createOutgoingServers({ db, secrets, now, defaultFrom })
  const incomingServers = createIncomingServers({ db, secrets, now })

  const connecting = { db, secrets, accessTokens, guard, ca, allowPlaintext: settings.MAIL_ALLOW_PLAINTEXT }
  const knownFolders = createKnownFolders({ db, now })
  const serversUnderTest = createServersUnderTest({
    ...connecting,
    outlookAccounts,
    rememberFolders: knownFolders.remember,
    defaultFrom,
  })
  const connectionTests = createConnectionTests({ db, now, log, serversUnderTest })
  const outlookImap = { host: settings.OUTLOOK_IMAP_HOST, port: settings.OUTLOOK_IMAP_PORT }
  const logs = jobLogs(log)
  const { settled } = operation.metrics
  const outbox = createOutbox({ ...connecting, outlookImap, log: logs.outbox, now, settled })
  const inbox = createInbox({ db, secrets, log: logs.inbox, now, processed: () => handOver.wake() })
  const handOver = createBackendHandOver({ db, secrets, guard, ca, inbox, log: logs.handOver, now })
  const fetching = createFetching({ ...connecting, log: logs.fetching, now, stored: inbox.wake })
  const activity = createActivity({ db, secrets, log, now })
  const alerts = createAlerts({
    ...{ db, secrets, generalSettings, outgoingServers, send: outbox.send, guard, ca, log, now },
    publicUrl: settings.PUBLIC_URL,
  })
  const checks = createChecks({
    db,
    log,
    settings,
    readiness: operation.readiness,
    guard,
    outgoingProxy,
    ca,
    now,
  })
  const mailing = { outbox, inbox, handOver, fetching }
  const jobs = jobsOf({ ...mailing, signIns, keepAlive, alerts, connectionTests, activity, ...operation })
  const background = createRunner(jobs, log)

  return {
    settings,
    database,
    secrets,
    log,
    now,
    redirectUri,
    generalSettings,
    ...microsoft,
    outgoingServers,
    incomingServers,
    alsoRead: createAlsoRead({ db, incomingServers, outlook: rules.incoming.outlook }),
    corrections: createCorrections({ db, now, changeSender: createSenderChange({ db, now }) }),
    manyServers: createManyServers({ db, secrets, rules, now }),
    guard,
    outgoingProxy,
    rules,
    connectionTests,
    outbox,
    inbox: { ...inbox, handle: handOver.handle },
    handOver,
    fetching,
    knownFolders,
    fetchPanel: createFetchPanel({ db, knownFolders, now }),
    outboxMails: createOutboxMails({ db, now }),
    serverSending: createServerSending({ db, now }),
    testMails: createTestMails({ db, send: outbox.send, settings: generalSettings.get, now }),
    apiTokens: createApiTokens({ db, now }),
    activity,
    alerts,
    checks,
    /** Jobs that run again and again; started when the host listens. */
    background,
    ...operation,
    /** Ends what runs in the background and closes the database. */
    async close(): Promise<void> {
      const parts = [outbox, fetching, handOver, inbox, background, connectionTests, checks]
      await Promise.all(parts.map((part) => part.stop()))
      await database.close()
    },
  }
}
