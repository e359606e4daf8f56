import { z } from 'zod'
import { isException, parseProxy } from './network/proxy.ts'
import { StartProblem } from './storage/start-problem.ts'

const flag = z.stringbool().default(false)
const list = z
  .string()
  .default('')
  .transform((value) => value.split(/[\s,]+/).filter(Boolean))
const port = z.coerce.number().int().min(0).max(65535)
const hostName = z.string().trim().toLowerCase().min(1)

/**
 * What a deployment decides, parsed once: standalone from the environment (the names below), mounted from the
 * object the host passes. What an admin decides is in the database.
 */
export const settingsSchema = z.object({
  /** Where browsers reach Mailroom; the redirect URI is made from it. */
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address like https://admin.example.com' })
    .default('http://localhost:3000')
    .transform((value) => value.replace(/\/+$/, '')),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  /** `postgresql://…` for a server; empty for the embedded database in DATA_DIR. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgresql://')
    .optional(),
  DATA_DIR: z.string().min(1).default('data'),
  /** `id:base64` pairs, newest first; instead of the key file in DATA_DIR. */
  MAIL_KEYS: z.string().optional(),
  MAIL_KEYS_FILE: z.string().optional(),
  /** Sign-in host of the cloud: the public one, a national one, or a stand-in. */
  MICROSOFT_LOGIN_HOST: hostName.default('login.microsoftonline.com'),
  /** Where browsers find the sign-in pages, if not there: for a stand-in whose certificate no browser trusts. */
  MICROSOFT_PAGES_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address like https://login.microsoftonline.com' })
    .refine((value) => /^https:|^http:\/\/localhost(:\d+)?\/?$/.test(value), 'may be http only for localhost')
    .transform((value) => value.replace(/\/+$/, ''))
    .optional(),
  /** Resource the mail permissions belong to; differs in national clouds. */
  MICROSOFT_SCOPE_PREFIX: z.url().default('https://outlook.office.com/'),
  OUTLOOK_SMTP_HOST: hostName.default('smtp.office365.com'),
  OUTLOOK_SMTP_PORT: port.default(587),
  OUTLOOK_IMAP_HOST: hostName.default('outlook.office365.com'),
  OUTLOOK_IMAP_PORT: port.default(993),
  /** A PEM file of further certificate authorities for sign-in and mail servers. */
  EXTRA_CA_FILE: z.string().optional(),
  /** Networks of mail servers allowed besides public addresses: `10.1.2.0/24, ::1/128`. */
  MAIL_ALLOW_NETS: list,
  /** Ports of mail servers allowed besides the usual ones. */
  MAIL_ALLOW_PORTS: list.pipe(z.array(z.coerce.number<string>().int().min(1).max(65535))),
  /** For every outgoing connection: `http://user:password@proxy.example:3128`, https, socks5 or socks5h. */
  MAIL_PROXY: z
    .string()
    .refine(
      (value) => parseProxy(value) !== undefined,
      'must be an address like http://proxy.example:3128, with http, https, socks5 or socks5h',
    )
    .optional(),
  /** What is reached without the proxy: names with what is below them, addresses, networks, or `*`. */
  MAIL_NO_PROXY: list.refine((words) => words.every(isException), 'must be names or networks'),
  /** The proxy is given names, which it looks up itself, instead of checked addresses. */
  MAIL_PROXY_RESOLVES: flag,
  /** Permits servers without encryption, for passwords only, never for Outlook. */
  MAIL_ALLOW_PLAINTEXT: flag,
  /** Addresses of reverse proxies whose X-Forwarded-For is believed. */
  TRUST_PROXY: list,
  /** What a monitoring system shows to read `/metrics`; without it only processes of this machine may. */
  METRICS_TOKEN: z.string().min(16, 'must have 16 characters or more: openssl rand -base64 24').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

export type Settings = z.output<typeof settingsSchema>
export type SettingsInput = z.input<typeof settingsSchema>

/** Throws StartProblem with every name that is wrong, and why. Values are not shown: some are secrets. */
export function parseSettings(given: SettingsInput): Settings {
  const checked = settingsSchema.safeParse(given)
  if (!checked.success) throw new StartProblem(listOf(checked.error))

  return checked.data
}

function listOf({ issues }: z.ZodError): string {
  const lines = issues.map(({ path, message }) => `  ${String(path[0])}: ${message}`)
  const what = lines.length === 1 ? 'This setting is' : 'These settings are'

  return `${what} not right:\n${lines.join('\n')}\nThe README and .env.example say what each one means.`
}
