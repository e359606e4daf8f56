import { first, type HeaderFields } from './header-fields.ts'

const bulk = ['bulk', 'junk', 'list', 'auto_reply']
/** Present at all, they say that a machine wrote, or that no machine shall answer. */
const telling = [
  // Microsoft: MS-OXCMAIL 2.2.3.2.14, set by Exchange on automatic replies, reports and invitations.
  'x-auto-response-suppress',
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  // RFC 2919; RFC 3834, 2: lists are not answered.
  'list-id',
]

/** Whether a machine wrote it, which no other machine may answer (RFC 3834). */
export function isAutomatic(fields: HeaderFields): boolean {
  const submitted = first(fields, 'auto-submitted')?.toLowerCase() ?? 'no'
  const precedence = first(fields, 'precedence')?.toLowerCase() ?? ''

  return (
    !/^no\b/.test(submitted) ||
    bulk.includes(precedence) ||
    hasNullReturnPath(fields) ||
    telling.some((name) => fields.has(name))
  )
}

/** Nobody wants to hear what became of it: a delivery report, or an automatic reply (RFC 5321, 4.5.5). */
export function hasNullReturnPath(fields: HeaderFields): boolean {
  return first(fields, 'return-path')?.replace(/\s/g, '') === '<>'
}
