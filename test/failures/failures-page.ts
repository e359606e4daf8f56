import type { CauseEntry, Who } from '../../src/failures/cause-entry.ts'
import { type Cause, causes, isCause } from '../../src/failures/causes.ts'
import { titleOf } from '../../src/failures/explain.ts'
import {
  identityErrors,
  identityNumbers,
  identitySuberrors,
  identityTexts,
} from '../../src/failures/identity-rules.ts'
import { imapRules } from '../../src/failures/imap-rules.ts'
import { networkRules } from '../../src/failures/network-rules.ts'
import { smtpRules } from '../../src/failures/smtp-rules.ts'
import { onlyByRule, proofsOf } from './proofs.ts'

const intro = `# Failures and their causes

Everything that can go wrong with Microsoft or a mail server has one cause in the catalogue (\`src/failures/\`). An adapter
describes what it saw (\`Evidence\`), \`diagnose\` names the cause, \`explain\` says in the reader's language what happened,
what to do and who can do it. Pages, banners, tests and logs all read it; there is no second place.

- **Class**: *permanent* until someone acts, *transient* when trying again helps, *ambiguous* when nobody can know.
- **Scope**: what stops because of it.
- **Reconnect**: the stored sign-in is of no use any more.
- The OAuth error decides the class; an AADSTS number only refines the text. Unknown answers get a cause too.
- Rules are tried from top to bottom in \`identity-rules.ts\`, \`smtp-rules.ts\`, \`imap-rules.ts\` and \`network-rules.ts\`.
- **Proven by**: each *rule* by \`test/failures/diagnose.test.ts\`, with the words of the real server. What a system here can
  produce is produced as well, by the test named: a fault of the stand-in for Microsoft 365, Dovecot, Postfix, or a server, proxy or
  receiver that plays the words; *own* is found by Mailroom itself. \`test/failures/proofs.test.ts\` fails without that test.
- **Seen**: \`test/failures/browser.test.ts\` opens in Chromium, for every row, the page where an admin meets it, and looks for title,
  first step and way there in English and German, in the words of \`told-of-sign-in.ts\` and \`told-of-mail.ts\`.

This page is written by \`npx vitest run test/failures/docs.test.ts -u\`; the same test fails when it is out of date.

| Cause | Title | Class | Scope | Who | Reconnect | Matches | Proven by |
| --- | --- | --- | --- | --- | --- | --- | --- |
`

const people: Record<Who, string> = {
  'shop-admin': 'shop admin',
  'microsoft-admin': 'Microsoft 365 admin',
  'hosting-partner': 'hosting partner',
  nobody: 'nobody, it passes',
}

interface Rule {
  cause: Cause
  status?: string
  stages?: readonly string[]
  signInWith?: string
  reply?: RegExp
  enhanced?: RegExp
  code?: RegExp
  text?: RegExp
}

/** The whole of docs/failures.md. */
export function failuresPage(): string {
  return `${intro}${Object.keys(causes).filter(isCause).map(row).join('\n')}\n`
}

function row(cause: Cause): string {
  const { class: kind, scope, who, reconnect }: CauseEntry = causes[cause]
  const { en, de } = titleOf(cause)
  const cells = [
    `\`${cause}\``,
    `${en} / ${de}`,
    kind,
    scope,
    people[who],
    reconnect ? 'yes' : '',
    matches(cause),
    provenBy(cause),
  ]

  return `| ${cells.join(' | ')} |`
}

function provenBy(cause: Cause): string {
  const produced = proofsOf(cause).map(({ by, file }) => `${by} (\`${file.replace('test/', '')}\`)`)
  const alone = onlyByRule[cause]

  return [alone ? `rule only, ${alone}` : 'rule', ...produced].join('<br>')
}

function matches(cause: Cause): string {
  const found = [
    ...identity(cause),
    ...described('SMTP', smtpRules, cause),
    ...described('IMAP', imapRules, cause),
    ...described('network', networkRules, cause),
  ]

  return found.join('<br>') || 'found by Mailroom itself'
}

function identity(cause: Cause): string[] {
  const numbers = identityNumbers.filter((rule) => rule.cause === cause).flatMap((rule) => rule.numbers)
  const texts = identityTexts.filter((rule) => rule.cause === cause)

  return [
    ...(numbers.length > 0 ? [`AADSTS ${numbers.join(', ')}`] : []),
    ...texts.map(({ code, text }) => `AADSTS ${code} with ${pattern(text)}`),
    ...words('error', identityErrors, cause),
    ...words('suberror', identitySuberrors, cause),
  ]
}

function words(name: string, table: Readonly<Record<string, Cause>>, cause: Cause): string[] {
  const found = Object.keys(table).filter((word) => table[word] === cause)

  return found.length > 0 ? [`${name} ${found.map((word) => `\`${word}\``).join(', ')}`] : []
}

function described(kind: string, rules: readonly Rule[], cause: Cause): string[] {
  return rules.filter((rule) => rule.cause === cause).map((rule) => `${kind} ${conditions(rule).join(' ')}`)
}

function conditions({ status, stages, signInWith, reply, enhanced, code, text }: Rule): string[] {
  const patterns = [reply, enhanced, code, text].filter((part) => part !== undefined).map(pattern)

  return [
    ...(status ? [status] : []),
    ...patterns,
    ...(stages ? [`at ${stages.join(', ')}`] : []),
    ...(signInWith ? [`(${signInWith})`] : []),
  ]
}

/** A bar inside a cell would end the cell. */
function pattern(expression: RegExp): string {
  return `\`${expression.source.replaceAll('|', '\\|')}\``
}
