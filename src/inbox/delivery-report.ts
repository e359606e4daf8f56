import { hasNullReturnPath } from './automatic.ts'
import { cleanLine } from './clean-text.ts'
import { fieldsOf, first, type HeaderFields, messageIdsIn } from './header-fields.ts'
import type { DeliveryAction, DeliveryReport, ReportedRecipient } from './received.ts'

export interface ReportParts {
  /** The header of the report itself. */
  fields: HeaderFields
  /** Body of the part message/delivery-status, if there is one. */
  status: string | undefined
  /** The mail it is about, or its header, as the report carries it. */
  original: string | undefined
  subject: string | undefined
  text: string | undefined
}

const mostRecipients = 1000
const mostHeaders = 100
const longestLine = 1000
const actions: readonly DeliveryAction[] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded']
const reporters = /^(mailer-daemon|postmaster|microsoftexchange[0-9a-f]*|mail-?delivery.*)@/i
const subjects =
  /undeliver|unzustell|delivery (status|failure|report|incomplete)|mail delivery|returned (mail|to sender)|failure notice|nicht zugestellt|non.?delivery/i
const address = /[^\s<>()",:;]{1,64}@[^\s<>()",:;]{1,255}/

/** What the report says; undefined when it is none. */
export function deliveryReportOf(parts: ReportParts): DeliveryReport | undefined {
  return parts.status === undefined ? byItsWords(parts) : byStandard(parts, parts.status)
}

/** RFC 3464: one block about the mail, then one for each recipient. */
function byStandard({ original, text }: ReportParts, status: string): DeliveryReport {
  const blocks = status
    .split(/\r?\n(?:[ \t]*\r?\n)+/)
    .slice(0, mostRecipients + 1)
    .map(fieldsOf)
  const about = blocks.find((fields) => !fields.has('final-recipient') && fields.size > 0)
  const ids = ['original-envelope-id', 'x-postfix-queue-id'].flatMap(
    (name) => first(about ?? new Map(), name) ?? [],
  )

  return {
    isStandard: true,
    recipients: blocks.flatMap(recipientOf),
    ...originalOf(original ?? copyIn(text)),
    queueIds: ids.map((id) => cleanLine(id, 200)),
  }
}

function recipientOf(fields: HeaderFields): ReportedRecipient[] {
  // The address we wrote to stands in Original-Recipient; after a redirect Final-Recipient is another one.
  const named = addressIn(first(fields, 'original-recipient')) ?? addressIn(first(fields, 'final-recipient'))
  const action = actionOf(first(fields, 'action'))
  if (!named || !action) return []

  return [
    {
      address: named,
      action,
      status: /^\d\.\d{1,3}\.\d{1,3}/.exec(first(fields, 'status') ?? '')?.[0],
      diagnostic: cleanLine(afterType(first(fields, 'diagnostic-code')), longestLine) || undefined,
    },
  ]
}

/** Of `rfc822;user@example.com` what follows the type. */
function afterType(value = ''): string {
  return value.slice(value.indexOf(';') + 1).trim()
}

function addressIn(value: string | undefined): string | undefined {
  return address.exec(afterType(value))?.[0]
}

function actionOf(value: string | undefined): DeliveryAction | undefined {
  const word = value?.toLowerCase().split(/[\s(;]/)[0] ?? ''

  return actions.find((action) => action === word)
}

/** Of servers that write reports their own way: Exim, qmail, Gmail without its parts. */
function byItsWords({ fields, original, subject, text }: ReportParts): DeliveryReport | undefined {
  const from = address.exec(first(fields, 'from') ?? '')?.[0] ?? ''
  const failed = first(fields, 'x-failed-recipients')
  const isFromServer = reporters.test(from) || hasNullReturnPath(fields)
  if (failed === undefined && !(isFromServer && subjects.test(subject ?? ''))) return undefined
  const named = failed?.split(',') ?? namedIn(text)
  const diagnostic = replyIn(text)
  const recipients = named.flatMap((value) => {
    const found = address.exec(value)?.[0]
    return found ? [{ address: found, action: wordsSay(subject), ...diagnostic }] : []
  })

  return { isStandard: false, recipients, ...originalOf(original ?? copyIn(text)), queueIds: [] }
}

function wordsSay(subject: string | undefined): DeliveryAction {
  return /delay|warning|verzöger/i.test(subject ?? '') ? 'delayed' : 'failed'
}

/** Lines that name a recipient alone, as `<user@example.com>:`. */
function namedIn(text = ''): string[] {
  return text
    .slice(0, 20_000)
    .split('\n')
    .filter((line) => line.length < 400 && /^\s*<?[^\s<>@]+@[^\s<>@]+>?:?\s*$/.test(line))
    .slice(0, 20)
}

function replyIn(text = ''): Pick<ReportedRecipient, 'status' | 'diagnostic'> {
  const line = text
    .slice(0, 20_000)
    .split('\n')
    .find((one) => /\b[45]\d\d[ -]/.test(one) || /\b[45]\.\d{1,3}\.\d{1,3}\b/.test(one))

  return {
    status: /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(line ?? '')?.[0],
    diagnostic: line ? cleanLine(line, longestLine) : undefined,
  }
}

/** The mail itself, where it follows in the text of the report. */
function copyIn(text = ''): string | undefined {
  const start = text.search(/^(return-path|received|message-id|x-mailroom-id|from|date): /im)

  return start < 0 ? undefined : text.slice(start)
}

function originalOf(original = ''): Pick<DeliveryReport, 'originalMessageId' | 'originalHeaders'> {
  const [head = ''] = original.trimStart().split(/\r?\n\r?\n/, 1)
  const fields = fieldsOf(head)
  const entries = [...fields].slice(0, mostHeaders)

  return {
    originalMessageId: messageIdsIn(first(fields, 'message-id'))[0],
    originalHeaders: Object.fromEntries(
      entries.map(([name, [value = '']]) => [cleanLine(name, 100), cleanLine(value, longestLine)]),
    ),
  }
}
