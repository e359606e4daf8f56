import { randomUUID } from 'node:crypto'
import type { Account, AppRegistration } from '../directory.ts'
import { type Html, html } from '../html.ts'
import { shortName } from '../scopes.ts'
import type { SignIn } from './checks.ts'
import { type Refusal, timestamp } from './refusal.ts'

/** Microsoft's words on the consent page. */
const permissionWords: Record<string, string> = {
  'SMTP.Send': 'Send emails from your mailbox using SMTP AUTH',
  'IMAP.AccessAsUser.All': 'Read and write access to your mailbox via IMAP',
  'POP.AccessAsUser.All': 'Read and write access to your mailbox via POP',
  'User.Read': 'Sign you in and read your profile',
}

export interface Step {
  /** Which open sign-in the form belongs to. */
  flow: string
  signIn: SignIn
}

export function accountPage({ flow, signIn }: Step, accounts: readonly Account[]): Html {
  return html`<main>
<h1>Pick an account</h1>
<p>to continue to Mailroom</p>
<form method="post" action="${path(signIn, 'account')}">
<input type="hidden" name="flow" value="${flow}">
${accounts.map(
  (account) => html`<button class="row" name="account" value="${account.address}">${account.displayName}
<span>${account.address} – signed in</span></button>
`,
)}
<button class="row" name="account" value="">Use another account</button>
</form>
<form method="post" action="${path(signIn, 'account-refusal')}">
<input type="hidden" name="flow" value="${flow}">
<div class="actions"><button>Back</button></div>
</form>
${sandboxNote()}
</main>`
}

export function passwordPage(
  { flow, signIn }: Step,
  { address = '', problem, password }: { address?: string; problem?: string; password: string },
): Html {
  return html`<main>
<h1>Sign in</h1>
${problem ? html`<p class="error" role="alert">${problem}</p>` : undefined}
<form method="post" action="${path(signIn, 'password')}">
<input type="hidden" name="flow" value="${flow}">
<label for="address">Email address</label>
<input id="address" name="address" type="email" autocomplete="username" required value="${address}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required
  aria-describedby="password-hint">
<p id="password-hint" class="muted">Sandbox password: <code>${password}</code></p>
<div class="actions"><button class="main">Sign in</button></div>
</form>
${sandboxNote()}
</main>`
}

export function consentPage({ flow, signIn }: Step, account: Account, app: AppRegistration): Html {
  const words = signIn.scopes.permissions.map(
    (scope) => permissionWords[shortName(scope)] ?? shortName(scope),
  )
  const all = signIn.scopes.identity.has('offline_access')
    ? [...words, 'Maintain access to data you have given it access to']
    : words

  return html`<main>
<p class="muted">${account.address}</p>
<h1>Permissions requested</h1>
<p><strong>${app.name}</strong> would like to:</p>
<ul>${all.map((one) => html`<li>${one}</li>`)}</ul>
<p class="muted">Accepting these permissions means that you allow this app to use your data as specified in its terms
of service and privacy statement.</p>
<form method="post" action="${path(signIn, 'consent')}">
<input type="hidden" name="flow" value="${flow}">
<div class="actions">
<button name="answer" value="cancel">Cancel</button>
<button class="main" name="answer" value="accept">Accept</button>
</div>
</form>
${sandboxNote()}
</main>`
}

export function approvalPage(
  { flow, signIn }: Step,
  app: AppRegistration,
  refusal: Refusal,
  now: Date,
): Html {
  return html`<main>
<h1>Need admin approval</h1>
<p><strong>${app.name}</strong> needs permission to access resources in your organization that only an admin can grant.
Please ask an admin to grant permission to this app before you can use it.</p>
<form method="post" action="${path(signIn, 'approval-refusal')}">
<input type="hidden" name="flow" value="${flow}">
<button>Return to the application without granting consent</button>
</form>
${details(refusal, now)}
${sandboxNote()}
</main>`
}

/** The page that never leads back. */
export function refusalPage(refusal: Refusal, now: Date): Html {
  return html`<main>
<h1>Sign in</h1>
<p>Sorry, but we’re having trouble signing you in.</p>
<p class="error">${refusal.message}</p>
${details(refusal, now)}
${sandboxNote()}
</main>`
}

/** `response_mode=form_post`: the browser carries the answer as a form. */
export function postBackPage(redirectUri: string, answer: URLSearchParams): Html {
  return html`<main>
<h1>Back to Mailroom</h1>
<form method="post" action="${redirectUri}">
${[...answer].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button class="main">Continue</button>
</form>
<script>document.forms[0].submit()</script>
</main>`
}

function path({ authority }: SignIn, step: string): string {
  return `/${authority.path}/oauth2/v2.0/authorize/${step}`
}

function details({ wording }: Refusal, now: Date): Html {
  return html`<h2>Troubleshooting details</h2>
<p class="muted">Error Code: ${wording.code}<br>Request Id: ${randomUUID()}<br>Correlation Id: ${randomUUID()}<br>
Timestamp: ${timestamp(now)}</p>`
}

function sandboxNote(): Html {
  return html`<p class="muted">This is the Mailroom sandbox, not Microsoft. Never type a real password here.</p>`
}
