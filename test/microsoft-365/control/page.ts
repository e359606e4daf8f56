import { type Locale, type Spoken, speak } from '../../../src/language/text.ts'
import type { Account } from '../directory.ts'
import { type FaultGroup, faultGroups } from '../fault-list.ts'
import { type Html, html } from '../html.ts'
import type { ReceivedMail } from '../smtp/submission.ts'
import type { World } from '../world.ts'
import { subjectOf } from './subject.ts'
import { controlTexts } from './texts.ts'

interface Address {
  host: string
  port: number
}

export interface ControlData {
  world: World
  mailroomUrl: string | undefined
  smtp: Address
  imap: Address
  passwords: { smtp: Address; imap: Address }
  received: readonly ReceivedMail[]
}

type Words = Spoken<typeof controlTexts>

const groups: readonly FaultGroup[] = [
  'registration',
  'browser',
  'token',
  'sending',
  'reading',
  'network',
  'identity',
]

export function controlPage(data: ControlData, locale: Locale): Html {
  const words = speak(controlTexts, locale)

  return html`<main>
<h1>${words.title}</h1>
<p>${words.intro}</p>
${data.mailroomUrl ? html`<p><a href="${data.mailroomUrl}">${words.openMailroom}: ${data.mailroomUrl}</a></p>` : undefined}
${steps(words)}
${values(data, words)}
${faults(data, words, locale)}
${mailboxes(data, words)}
${sentMails(data, words)}
<section aria-labelledby="reset">
<h2 id="reset">${words.reset}</h2>
<p>${words.resetHint}</p>
<form method="post" action="/reset"><button>${words.reset}</button></form>
</section>
</main>`
}

function steps(words: Words): Html {
  const list = [words.stepSettings, words.stepServer, words.stepConnect, words.stepTest, words.stepFaults]

  return html`<section aria-labelledby="steps">
<h2 id="steps">${words.steps}</h2>
<ol>${list.map((step) => html`<li>${step}</li>`)}</ol>
</section>`
}

function values({ world, smtp, imap, passwords }: ControlData, words: Words): Html {
  const { app, accounts } = world.directory
  const rows: [string, string][] = [
    [words.clientId, app.clientId],
    [words.clientSecret, app.clientSecret],
    [words.tenant, app.tenantId],
    ...[...app.redirectUris].map((uri): [string, string] => [words.redirectUri, uri]),
    [words.smtp, `${smtp.host}:${smtp.port} (STARTTLS)`],
    [words.imap, `${imap.host}:${imap.port} (TLS)`],
    [
      words.hoster,
      `SMTP ${passwords.smtp.host}:${passwords.smtp.port}, IMAP ${passwords.imap.host}:${passwords.imap.port}`,
    ],
    [words.password, accounts.orders.password],
  ]

  return html`<section aria-labelledby="values">
<h2 id="values">${words.values}</h2>
<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd><code class="copy">${value}</code></dd>`)}</dl>
</section>`
}

function faults({ world }: ControlData, words: Words, locale: Locale): Html {
  const active = world.faults.all.filter(({ id }) => world.faults.isOn(id))

  return html`<section aria-labelledby="faults">
<h2 id="faults">${words.faults}</h2>
<p role="status">${words.faultsOn(active.length)}</p>
${groups.map(
  (group) => html`<h3 id="group-${group}">${faultGroups[group][locale]}</h3>
<ul class="list" aria-labelledby="group-${group}">${world.faults.all
    .filter((fault) => fault.group === group)
    .map(({ id, title, expect }) => {
      const isOn = world.faults.isOn(id)

      return html`<li id="${id}">
<div><strong id="title-${id}">${title[locale]}</strong>${isOn ? html` <mark>${words.isOn}</mark>` : undefined}
<br><span class="muted">${expect[locale]}</span></div>
<form method="post" action="/faults/${id}"><input type="hidden" name="turn" value="${isOn ? 'off' : 'on'}">
<button id="button-${id}" aria-labelledby="button-${id} title-${id}">${isOn ? words.turnOff : words.turnOn}</button></form>
</li>
`
    })}</ul>`,
)}
</section>`
}

function mailboxes({ world, received }: ControlData, words: Words): Html {
  return html`<section aria-labelledby="mailboxes">
<h2 id="mailboxes">${words.mailboxes}</h2>
<ul class="list">${world.directory.accounts.all().map((account) => {
    const sent = received.filter(({ user }) => user === account.address).length
    const inbox = world.mailboxes.folder(account, 'INBOX')?.mails.length ?? 0

    return html`<li>
<div><code class="copy">${account.address}</code><br>
<span class="muted">${[account.displayName, ...remarks(account, words)].join(', ')}: ${words.counts(sent, inbox)}</span></div>
<form method="post" action="/mailboxes/${account.address}/mails">
<button aria-label="${words.deliverTo(account.address)}">${words.deliver}</button></form>
</li>
`
  })}</ul>
</section>`
}

function remarks({ canSignIn, fullAccess }: Account, words: Words): string[] {
  return [
    ...(canSignIn ? [] : [words.shared]),
    ...(fullAccess.size > 0 ? [words.mayUse([...fullAccess].join(', '))] : []),
  ]
}

function sentMails({ received }: ControlData, words: Words): Html {
  const newestFirst = [...received].reverse()

  return html`<section aria-labelledby="received">
<h2 id="received">${words.received}</h2>
${newestFirst.length === 0 ? html`<p>${words.none}</p>` : undefined}
<ul class="list">${newestFirst.map(
    ({ at, from, to, source }) => html`<li><div><strong>${subjectOf(source)}</strong><br>
<span class="muted">${from} → ${to.join(', ')}, <time datetime="${at.toISOString()}">${at.toISOString().slice(0, 19).replace('T', ' ')} UTC</time></span>
</div></li>
`,
  )}</ul>
</section>`
}
