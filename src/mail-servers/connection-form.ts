import { isIP } from 'node:net'
import { z } from 'zod'
import type { Spoken } from '../language/text.ts'
import { parseAddress, parseHostName } from '../mail-address.ts'
import type { mailServerTexts } from './texts.ts'

type Texts = Spoken<typeof mailServerTexts>

/** What a deployment and a protocol allow for the connection fields of a server. */
export interface ConnectionRules {
  /** What *Outlook* presets; the encryption is also the only one Outlook accepts. */
  outlook: { host: string; port: number; encryption: 'starttls' | 'tls' }
  isPort: (port: number) => boolean
  /** False for an address in a blocked network; a name is looked up when the server is tested. */
  mayBeAllowed: (host: string) => boolean
  allowPlaintext: boolean
}

/** The sentences that name the protocol. */
export interface ConnectionSentences {
  hostWrong: string
  portWrong: string
  outlookEncryption: string
}

// A line break would end a command of SMTP or IMAP; PostgreSQL stores no NUL.
const oneLine = /^\P{Cc}*$/u

/** A host name in lower-case ASCII, or an IP address; no scheme, port, path, zone or blank. */
export function parseHost(value: string): string | undefined {
  const trimmed = value.trim().toLowerCase()
  const isAddress = isIP(trimmed) > 0 && !trimmed.includes('%')

  return isAddress ? trimmed : parseHostName(trimmed)
}

/** The inputs every server has, whatever it signs in with. */
export function sharedFields(t: Texts) {
  return {
    name: z.string().trim().min(1, t.nameMissing).max(60, t.nameMissing).regex(oneLine, t.nameMissing),
    priority: wholeNumber(1, 999, t.priorityWrong),
    version: z.coerce.number().pipe(z.int32().min(0)).default(0),
    // Which button was pressed; the first one is also what Enter presses.
    next: z.enum(['connect', 'save']).default('save'),
  }
}

/** The connection of an Outlook server: empty address inputs take the preset, a password is refused. */
export function outlookConnection(t: Texts, s: ConnectionSentences, rules: ConnectionRules) {
  const { outlook } = rules

  return {
    signInWith: z.literal('outlook'),
    username: z
      .string()
      .max(1000)
      .default('')
      .transform((value, context) => parsed(parseAddress(value)?.toLowerCase(), context, t.usernameWrong)),
    password: z
      .string()
      .max(0, t.passwordRefused)
      .default('')
      .transform(() => null),
    // Nobody else may get a token that opens the mailbox.
    host: host(rules, t, s.hostWrong, outlook.host).refine(
      (name) => name === outlook.host,
      t.outlookHost(outlook.host),
    ),
    port: portField(rules, s.portWrong, outlook.port),
    encryption: z
      .enum(['', outlook.encryption], s.outlookEncryption)
      .default('')
      .transform(() => outlook.encryption),
  }
}

/** The connection of a server with user name and password. An empty password keeps the stored one. */
export function passwordConnection(t: Texts, s: ConnectionSentences, rules: ConnectionRules) {
  return {
    signInWith: z.literal('password'),
    username: z
      .string()
      .trim()
      .min(1, t.usernameMissing)
      .max(254, t.usernameMissing)
      .regex(oneLine, t.usernameMissing),
    password: z
      .string()
      .max(1000, t.passwordTooLong)
      .default('')
      .transform((value) => value || null),
    host: host(rules, t, s.hostWrong),
    port: portField(rules, s.portWrong),
    encryption: z
      .enum(['starttls', 'tls', 'none'], t.encryptionMissing)
      .refine((value) => value !== 'none' || rules.allowPlaintext, t.plaintextRefused),
  }
}

export function wholeNumber(from: number, to: number, sentence: string) {
  return z.coerce.number(sentence).int(sentence).min(from, sentence).max(to, sentence)
}

function host({ mayBeAllowed }: ConnectionRules, t: Texts, sentence: string, preset = '') {
  return z
    .string()
    .max(1000, sentence)
    .default('')
    .transform((value, context) => {
      const name = parsed(parseHost(value.trim() || preset), context, sentence)
      if (name && !mayBeAllowed(name)) context.addIssue({ code: 'custom', message: t.hostBlocked })

      return name
    })
}

function portField({ isPort }: ConnectionRules, sentence: string, preset?: number) {
  return z
    .string()
    .default('')
    .transform((value, context) => {
      const port = value.trim() === '' ? (preset ?? 0) : Number(value)
      if (port !== preset && !isPort(port)) context.addIssue({ code: 'custom', message: sentence })

      return port
    })
}

function parsed(value: string | undefined, context: z.RefinementCtx, message: string): string {
  if (value === undefined) context.addIssue({ code: 'custom', message })

  return value ?? ''
}
