import { type Explanation, explain } from '../failures/explain.ts'
import { type Spoken, speak } from '../language/text.ts'
import { emptyForm, type Form } from '../web/form.ts'
import type { Pages } from '../web/pages.ts'
import type { Reader } from '../web/reader.ts'
import type { ServerRef } from './mailbox-servers.ts'
import type { Outcome } from './sign-in.ts'
import type { SignInResult } from './sign-ins.ts'
import { microsoftTexts, rights } from './texts.ts'

type T = Spoken<typeof microsoftTexts>

/** How the trip to Microsoft ended, and what to do next. */
export interface ResultPage {
  title: string
  sentence: string
  /** Not `tone`: a badge without one would take it over. */
  noteTone: 'ok' | 'warn' | 'err'
  form: Form
  explanation: Explanation | undefined
  approvalUrl: string | undefined
  /** Ready to be sent to the administrator. */
  approvalMessage: string | undefined
  /** The wrong-account question, as long as it may be answered. */
  choices: { value: string; label: string }[] | undefined
  signInId: string | undefined
  server: { kind: ServerRef['kind']; id: string; href: string } | undefined
  showSettings: boolean
}

const longestTitle = 70

/** Endings with so many causes that only the cause says what happened. */
const namedByCause: ReadonlySet<SignInResult['outcome']> = new Set(['secret', 'other'])

export function resultOf(result: SignInResult, pages: Pages, reader: Reader): ResultPage {
  const t = speak(microsoftTexts, reader.locale)
  const { title, sentence } = headline(result, t, reader)
  const facts = {
    user: result.want,
    want: result.want,
    got: result.got,
    missing: missing(result, reader),
    byHand: true,
    server: 'linked' as const,
  }
  const { failure } = result
  const explained = failure && explain(failure, reader.locale, facts)

  return {
    title: explained && namedByCause.has(result.outcome) ? explained.title : title,
    // Below it stands why, in the words of the catalogue.
    sentence: sentence === explained?.what ? '' : sentence,
    noteTone: result.outcome === 'connected' ? 'ok' : 'err',
    form: emptyForm({ decision: 'sign-in-again' }),
    explanation: result.outcome === 'connected' ? undefined : explained,
    approvalUrl: result.approvalUrl,
    approvalMessage: result.approvalUrl && t.approvalMessage(result.want, result.approvalUrl),
    choices: result.decideUntil ? choices(result, t) : undefined,
    signInId: result.id,
    server: { kind: result.server.kind, id: result.server.id, href: serverLink(pages, result.server) },
    showSettings: result.outcome === 'secret' || explained?.link?.to === 'general-settings',
  }
}

/** The same page whatever was wrong with the way back: it tells strangers nothing. */
export function runOut(reader: Reader, approval = false): ResultPage {
  const t = speak(microsoftTexts, reader.locale)

  return {
    title: approval ? t.approvedTitle : t.runOutTitle,
    sentence: approval ? t.approvedText : t.runOutText,
    noteTone: approval ? 'ok' : 'warn',
    form: emptyForm(),
    explanation: undefined,
    approvalUrl: undefined,
    approvalMessage: undefined,
    choices: undefined,
    signInId: undefined,
    server: undefined,
    showSettings: false,
  }
}

export function serverLink(pages: Pages, { kind, id }: Pick<ServerRef, 'kind' | 'id'>): string {
  return pages.link(`/${kind}-servers/${id}`)
}

function headline(result: SignInResult, t: T, reader: Reader): { title: string; sentence: string } {
  const { want } = result
  const sentences: Record<Outcome | 'open', { title: string; sentence: string }> = {
    open: { title: t.openTitle, sentence: t.openText },
    connected: { title: t.connectedTitle, sentence: t.connectedText(want) },
    denied: { title: t.deniedTitle, sentence: t.deniedText },
    'admin-approval': { title: t.approvalTitle, sentence: t.deniedText },
    'wrong-account': wrongAccount(result, t),
    'missing-scope': { title: t.missingTitle, sentence: t.missingText(missing(result, reader) ?? '–') },
    'no-refresh-token': { title: t.noRefreshTitle, sentence: t.noRefreshText },
    'run-out': { title: t.runOutTitle, sentence: t.runOutText },
    secret: { title: t.otherTitle, sentence: '' },
    busy: { title: t.busyTitle, sentence: t.busyText },
    other: { title: t.otherTitle, sentence: '' },
  }

  return sentences[result.outcome]
}

/** Two long addresses make a title that nobody takes in; then the sentence names them. */
function wrongAccount({ mismatch, want, got = '' }: SignInResult, t: T): { title: string; sentence: string } {
  if (mismatch === 'other-identity') return { title: t.sameAddressTitle, sentence: t.wrongText }
  const title = t.wrongTitle(got, want)

  return title.length <= longestTitle
    ? { title, sentence: t.wrongText }
    : { title: t.otherAccountTitle, sentence: t.wrongTextNaming(got, want) }
}

function missing({ missing: needs }: SignInResult, { locale }: Reader): string | undefined {
  return needs?.map((need) => rights[need][locale]).join(', ')
}

function choices({ mismatch, want, got = '' }: SignInResult, t: T): { value: string; label: string }[] {
  const again = { value: 'sign-in-again', label: t.signInAgainAs(want) }
  if (mismatch === 'other-identity') return [again, { value: 'shared-mailbox', label: t.takeOver(want) }]

  return [
    again,
    { value: 'shared-mailbox', label: t.sharedMailbox(want, got) },
    { value: 'use-as-username', label: t.useAsUsername(got) },
  ]
}
