import { titleOf } from '../failures/explain.ts'
import { type Spoken, speak } from '../language/text.ts'
import type { SignInResult } from '../microsoft/sign-ins.ts'
import { microsoftTexts, rights } from '../microsoft/texts.ts'
import type { Reader } from '../web/reader.ts'
import type { InvitationState } from './invitation.ts'
import type { Invitation } from './invitations.ts'
import { ownerTexts } from './owner-texts.ts'

/** Both what is said at Microsoft's door and what only owners read. */
export const ownerPageTexts = { ...microsoftTexts, ...ownerTexts }

type T = Spoken<typeof ownerPageTexts>

/** How it ended, or that it cannot begin. */
export interface EndPage {
  title: string
  sentences: string[]
  /** Not `tone`: a badge without one would take it over. */
  noteTone: 'ok' | 'warn' | 'err'
  /** What to pass on to whoever sent the link. */
  report: string | undefined
  approvalUrl: string | undefined
  /** Ready to be sent to the administrator at Microsoft. */
  approvalMessage: string | undefined
  /** The trip that may be made again. */
  again: string | undefined
}

const nothingMore = {
  noteTone: 'warn',
  report: undefined,
  approvalUrl: undefined,
  approvalMessage: undefined,
  again: undefined,
} as const

/** An unknown link, a revoked one and one whose server is gone are told the same: it helps nobody to know which. */
export function closedPage(invitation: Invitation | undefined, reader: Reader): EndPage {
  const t = speak(ownerPageTexts, reader.locale)
  const invalid = { title: t.invalidTitle, sentences: [t.invalidText] }
  if (!invitation) return { ...nothingMore, ...invalid }
  const { mailbox, createdBy } = invitation
  const words: Record<Exclude<InvitationState, 'open'>, Pick<EndPage, 'title' | 'sentences'>> = {
    revoked: invalid,
    used: { title: t.usedTitle, sentences: [t.usedText(mailbox, createdBy)] },
    expired: { title: t.expiredTitle, sentences: [t.expiredText(createdBy)] },
    changed: { title: t.changedTitle, sentences: [t.changedText(mailbox, createdBy)] },
  }

  return {
    ...nothingMore,
    ...(invitation.state === 'open' ? notReady(t, createdBy) : words[invitation.state]),
  }
}

function notReady(t: T, by: string): Pick<EndPage, 'title' | 'sentences'> {
  return { title: t.notReadyTitle, sentences: [t.notReady(by)] }
}

interface Ended {
  result: SignInResult
  invitation: Invitation
  shop: string
}

/** How the trip ended. As long as the invitation is open, it can be made again. */
export function endPage(ended: Ended, reader: Reader): EndPage {
  const { result, invitation } = ended
  const t = speak(ownerPageTexts, reader.locale)
  const isConnected = result.outcome === 'connected'
  if (!isConnected && invitation.state !== 'open') return closedPage(invitation, reader)

  return {
    ...nothingMore,
    ...wordsFor(ended, t, reader),
    noteTone: isConnected ? 'ok' : 'err',
    approvalUrl: result.approvalUrl,
    approvalMessage: result.approvalUrl && t.approvalMessage(result.want, result.approvalUrl),
    again: isConnected ? undefined : result.id,
  }
}

type Words = Pick<EndPage, 'title' | 'sentences'> & Partial<EndPage>

function wordsFor({ result, invitation, shop }: Ended, t: T, reader: Reader): Words {
  const { createdBy, mailbox } = invitation
  const failed = {
    title: t.failedTitle,
    sentences: [t.failedText(createdBy)],
    report: report(result, reader),
  }
  const words: Record<SignInResult['outcome'], Words> = {
    connected: { title: t.connectedTitle, sentences: [t.connectedText(mailbox, shop), t.withdraw] },
    open: { title: t.openTitle, sentences: [t.openText] },
    denied: { title: t.deniedTitle, sentences: [t.deniedText] },
    'admin-approval': { title: t.approvalTitle, sentences: [t.approvalNeeded] },
    'wrong-account': wrongAccount(result, createdBy, t),
    'run-out': { title: t.runOutTitle, sentences: [t.runOutText] },
    busy: { title: t.busyTitle, sentences: [t.busyText] },
    'missing-scope': failed,
    'no-refresh-token': failed,
    secret: failed,
    other: failed,
  }

  return words[result.outcome]
}

function wrongAccount({ mismatch, want, got = '' }: SignInResult, by: string, t: T): Words {
  if (mismatch === 'other-identity')
    return { title: t.sameAddressTitle, sentences: [t.otherIdentity(want, by)] }

  return { title: t.otherAccountTitle, sentences: [t.wrongText(got, want), t.shared(want, by)] }
}

/** In one line, and without what Microsoft wrote: whoever gets it finds the rest in the set-up guide. */
function report({ failure, missing }: SignInResult, { locale }: Reader): string | undefined {
  if (!failure) return undefined
  const parts = [
    titleOf(failure.cause)[locale],
    missing?.map((need) => rights[need][locale]).join(', '),
    failure.code,
  ]

  return parts.filter(Boolean).join(' · ')
}
