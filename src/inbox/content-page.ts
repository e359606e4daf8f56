import { speak } from '../language/text.ts'
import { showMailbox } from '../outgoing-servers/mailbox.ts'
import type { Reader } from '../web/reader.ts'
import { cleanText } from './clean-text.ts'
import { showSize } from './mail-page.ts'
import { inboxPageTexts } from './page-texts.ts'
import type { ParseResult } from './parser.ts'
import { headerLength } from './raw-header.ts'
import { type ParsedReceived, type ReceivedAddress, receivedLimits } from './received.ts'

/** More text than anyone reads on a page. */
const longestText = 100_000
const mostNamed = 50

/** What people wrote, for those who may read it. */
export interface MailContent {
  text: string | undefined
  isCut: boolean
  people: { label: string; value: string }[]
  attachments: { name: string; type: string; size: string; href: string; label: string }[]
  header: string
  /** Where each way to see it is; absent when the mail has no HTML. */
  views: { text: string; formatted: string; images: string } | undefined
  /** The address of the frame, when the formatted text is shown. */
  frame: string | undefined
  remoteImages: boolean
}

interface Wish {
  formatted: boolean
  images: boolean
}

/** Undefined when the mail cannot be read. */
export function mailContentOf(
  result: ParseResult | undefined,
  header: string,
  here: string,
  wish: Wish,
  reader: Reader,
): MailContent | undefined {
  if (!result || !('mail' in result)) return undefined
  const { mail } = result
  const t = speak(inboxPageTexts, reader.locale)
  const text = mail.text?.trim() ?? ''
  const remoteImages = wish.formatted && wish.images

  return {
    text: text.slice(0, longestText) || undefined,
    isCut: text.length > longestText,
    people: peopleIn(mail, reader),
    attachments: mail.attachments.map(({ no, filename, contentType, size }) => ({
      name: filename,
      type: contentType,
      size: showSize(size, reader),
      href: `${here}/attachments/${no}`,
      label: t.downloadNamed(filename),
    })),
    header,
    views: mail.html
      ? { text: here, formatted: `${here}?show=formatted`, images: `${here}?show=formatted&images=1` }
      : undefined,
    frame: mail.html && wish.formatted ? `${here}/body${remoteImages ? '?images=1' : ''}` : undefined,
    remoteImages,
  }
}

/** The header as it came. */
export function headerIn(start: Uint8Array): string {
  const bytes = start.subarray(0, Math.min(headerLength(start), receivedLimits.header))

  return cleanText(new TextDecoder().decode(bytes), receivedLimits.header).trim()
}

function peopleIn({ to, cc, replyTo }: ParsedReceived, { locale }: Reader): MailContent['people'] {
  const t = speak(inboxPageTexts, locale)
  const lists: [string, readonly ReceivedAddress[]][] = [
    [t.to, to],
    [t.copy, cc],
    [t.answersTo, replyTo],
  ]

  return lists.flatMap(([label, list]) => (list.length > 0 ? [{ label, value: named(list) }] : []))
}

function named(list: readonly ReceivedAddress[]): string {
  const names = list
    .slice(0, mostNamed)
    .map(({ name, address }) =>
      address ? showMailbox(name ? { name, address } : { address }) : (name ?? ''),
    )

  return [...names, ...(list.length > mostNamed ? ['…'] : [])].join(', ')
}
