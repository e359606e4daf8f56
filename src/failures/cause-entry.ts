import { type Text, text } from '../language/text.ts'

/** What a sentence may mention. Every sentence also reads well without. */
export interface Facts {
  /** The mailbox, or the user name of the server. */
  user?: string | undefined
  from?: string | undefined
  host?: string | undefined
  port?: number | undefined
  /** The proxy on the way, as `proxy.example:3128`. */
  proxy?: string | undefined
  /** The one that was asked for, and those that do exist. */
  folder?: string | undefined
  folders?: readonly string[] | undefined
  /** Bytes of a mail, and of the largest one that is taken. */
  size?: number | undefined
  largest?: number | undefined
  /** The account that signed in, and the one that should have. */
  got?: string | undefined
  want?: string | undefined
  redirectUri?: string | undefined
  /** When we try again, as the reader's clock shows it: `14:58`. */
  time?: string | undefined
  /** In words: `send mail`, `read mail`. */
  missing?: string | undefined
  signInWith?: 'outlook' | 'password' | undefined
  /** The page of the server it is about, below the mount point; `linked` where the page is that one or leads there. */
  server?: ServerPath | 'linked' | undefined
  /** Nothing tries this again by itself: somebody pressed a button for it. */
  byHand?: boolean | undefined
}

export type ServerPath = `/${'outgoing' | 'incoming'}-servers/${string}`

export type Sentence = Text | ((facts: Facts) => Text)

type Class = 'permanent' | 'transient' | 'ambiguous'
type Scope = 'app-registration' | 'mailbox' | 'server' | 'message' | 'network' | 'mailroom'
export type Who = 'shop-admin' | 'microsoft-admin' | 'hosting-partner' | 'nobody'

/** Where it is fixed: a page of ours, or one of Microsoft's. */
export type Link =
  | 'general-settings'
  | 'server'
  | 'outbox'
  | 'inbox-settings'
  | 'guide'
  | 'guide-2'
  | 'guide-3'
  | 'guide-4'
  | 'guide-5'
  | 'entra'
  | 'exchange-admin'
  | 'microsoft-365-admin'
  | 'defender'

interface Judgement {
  /** Permanent until someone acts, transient when trying again helps, ambiguous when nobody can know. */
  class: Class
  /** What stops: every mailbox of the app registration, one mailbox, one server, or this one message. */
  scope: Scope
  who: Who
}

export interface CauseEntry extends Judgement {
  title: Sentence
  /** At most 28 characters, for badges. */
  short: Text
  /** What happened and why. */
  what: Sentence
  /** What to do, in this order. */
  steps: readonly [Sentence, ...Sentence[]]
  link?: Link
  /** The stored sign-in is of no use any more: a person has to sign in at Microsoft again. */
  reconnect?: true
  /** With transient causes: how long to wait when the other side named no time. */
  retryMinutes?: number
}

export const permanent = (scope: Scope, who: Who): Judgement => ({ class: 'permanent', scope, who })
export const transient = (scope: Scope, who: Who = 'nobody'): Judgement => ({
  class: 'transient',
  scope,
  who,
})

/** `smtp.office365.com:587`, or the host alone when the port is not known. */
export function address({ host, port }: Facts): string | undefined {
  return host && port ? `${host}:${port}` : host
}

/** Who refused: with an Outlook account it is always Microsoft. */
export function refuser({ signInWith }: Facts): Text {
  return signInWith === 'password'
    ? text('The mail server', 'Der Mailserver')
    : text('Microsoft', 'Microsoft')
}

export const tryAgain: Sentence = ({ time, byHand }) => {
  if (byHand)
    return text('Wait a minute, then try again.', 'Warten Sie eine Minute und versuchen Sie es dann erneut.')

  return time
    ? text(`Wait. We try again at ${time}.`, `Warten Sie. Wir versuchen es um ${time} Uhr erneut.`)
    : text('Wait. We try again by ourselves.', 'Warten Sie. Wir versuchen es von selbst erneut.')
}

export const reconnect: Sentence = ({ user }) =>
  user
    ? text(`Reconnect the Outlook account ${user}.`, `Verbinden Sie das Outlook-Konto ${user} neu.`)
    : text('Reconnect the Outlook account.', 'Verbinden Sie das Outlook-Konto neu.')

export const connectAgainAfterwards = text(
  'Then connect the Outlook account again.',
  'Verbinden Sie danach das Outlook-Konto erneut.',
)

export const sendDetails = text(
  'If it stays, send the technical details below to your hosting partner.',
  'Bleibt es dabei, senden Sie die technischen Details unten an Ihren Hosting-Partner.',
)
