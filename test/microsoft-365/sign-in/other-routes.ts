import type { FastifyInstance } from 'fastify'
import { field, readForm } from '../form.ts'
import { html } from '../html.ts'
import { sendPage } from '../page.ts'
import type { World } from '../world.ts'
import { readSignIn } from './checks.ts'
import { refusals } from './refusals.ts'

interface TenantRoute {
  Params: { tenant: string }
}

/** Consent of an admin for everyone, and signing out. */
export function otherRoutes(app: FastifyInstance, world: World): void {
  const { directory } = world

  app.get<TenantRoute>('/:tenant/v2.0/adminconsent', (request, reply) => {
    const query = readForm(request.query)
    const { tenant } = request.params
    if (tenant.toLowerCase() === 'common') throw refusals.tenantUnknown(tenant)
    readSignIn(tenant, query, world)
    const hidden = ['client_id', 'redirect_uri', 'scope', 'state'].map(
      (name) => html`<input type="hidden" name="${name}" value="${query.get(name) ?? ''}">`,
    )
    const body = html`<main>
<h1>Permissions requested</h1>
<p>Review for your organization: <strong>${directory.app.name}</strong> would like to use the permissions</p>
<ul>${(field(query, 'scope') ?? '').split(' ').map((scope) => html`<li>${scope}</li>`)}</ul>
<form method="post">
${hidden}
<div class="actions">
<button name="answer" value="cancel">Cancel</button>
<button class="main" name="answer" value="accept">Accept</button>
</div>
</form>
</main>`

    return sendPage(reply, { title: 'Permissions requested', body })
  })

  app.post<TenantRoute>('/:tenant/v2.0/adminconsent', (request, reply) => {
    const form = readForm(request.body)
    const { redirectUri, authority, state } = readSignIn(request.params.tenant, form, world)
    const tenant = authority.tenantId ?? directory.tenant.id
    const accepted = form.get('answer') === 'accept'
    if (accepted) directory.app.adminConsents.add(tenant)
    const answer = accepted
      ? { admin_consent: 'True', tenant, scope: form.get('scope') ?? '' }
      : {
          error: 'access_denied',
          error_description: refusals.consentRefused('access_denied').message,
          tenant,
        }
    const parameters = new URLSearchParams({ ...answer, ...(state ? { state } : {}) })

    return reply.redirect(`${redirectUri}?${parameters}`, 302)
  })

  app.get<TenantRoute>('/:tenant/oauth2/v2.0/logout', (request, reply) => {
    const back = field(readForm(request.query), 'post_logout_redirect_uri')
    // Only a registered address is followed, as at Microsoft.
    if (back && directory.app.redirectUris.has(back)) return reply.redirect(back, 302)

    return sendPage(reply, {
      title: 'Sign out',
      body: html`<main><h1>You signed out of your account</h1></main>`,
    })
  })
}
