import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Account } from '../directory.ts'
import { type Form, field, readForm } from '../form.ts'
import { sendPage } from '../page.ts'
import type { World } from '../world.ts'
import { errorAnswer, findRefusal, goBack } from './answer.ts'
import { checkResponse, checkScopes, readSignIn, type SignIn } from './checks.ts'
import { clientInfo } from './grants.ts'
import { accountPage, approvalPage, consentPage, passwordPage, type Step } from './pages.ts'
import { refusals } from './refusals.ts'
import { checkMembership } from './tenants.ts'

interface TenantRoute {
  Params: { tenant: string }
}

interface Flow extends Step {
  account?: Account
}

/** The pages in the browser: account, perhaps password, perhaps consent, and back with a code. */
export function authorizeRoutes(app: FastifyInstance, world: World): void {
  const { directory, faults, now } = world
  const flows = new Map<string, Flow>()

  app.get<TenantRoute>('/:tenant/oauth2/v2.0/authorize', (request, reply) => {
    world.calls.authorize += 1
    const query = readForm(request.query)
    const signIn = readSignIn(request.params.tenant, query, world)
    const refused = findRefusal(() => checkResponse(query))
    if (refused) return goBack(reply, signIn, errorAnswer(refused))
    checkScopes(signIn.scopes, directory)
    if (signIn.prompt === 'none') return goBack(reply, signIn, errorAnswer(refusals.silentSignIn()))
    const flow: Flow = { flow: randomUUID(), signIn }
    flows.set(flow.flow, flow)

    return showAccounts(reply, flow)
  })

  step('account', (reply, flow, form) => {
    const address = field(form, 'account')
    const account = address === undefined ? undefined : directory.accounts.find(address)

    return account?.canSignIn ? enter(reply, flow, account) : showPassword(reply, flow, {})
  })

  step('password', (reply, flow, form) => {
    const address = form.get('address') ?? ''
    const account = directory.accounts.find(address)
    const problem = passwordProblem(account, form.get('password') ?? '')
    if (!account || problem) return showPassword(reply, flow, { address, problem: problem ?? '' })

    return enter(reply, flow, account)
  })

  step('consent', (reply, flow, form) => {
    const { account } = flow
    if (!account) return showAccounts(reply, flow)
    if (form.get('answer') !== 'accept')
      return goBack(reply, flow.signIn, errorAnswer(refusals.consentRefused('consent_required')))
    for (const permission of flow.signIn.scopes.permissions) account.consented.add(permission)

    return finish(reply, flow, account)
  })

  step('account-refusal', (reply, { signIn }) =>
    goBack(reply, signIn, {
      error: 'access_denied',
      error_description: 'the user canceled the authentication',
    }),
  )

  step('approval-refusal', (reply, { signIn }) => goBack(reply, signIn, errorAnswer(refusals.adminConsent())))

  function step(name: string, show: (reply: FastifyReply, flow: Flow, form: Form) => FastifyReply): void {
    app.post<TenantRoute>(`/:tenant/oauth2/v2.0/authorize/${name}`, (request, reply) => {
      const form = readForm(request.body)
      const flow = flows.get(form.get('flow') ?? '')
      if (!flow) throw refusals.parameterMissing('flow')

      return show(reply, flow, form)
    })
  }

  function showAccounts(reply: FastifyReply, flow: Flow): FastifyReply {
    const hint = flow.signIn.loginHint?.toLowerCase()
    const accounts = directory.accounts.all().filter(({ canSignIn }) => canSignIn)
    const hinted = accounts.filter(({ address }) => address === hint)
    if (hint !== undefined && hinted.length === 0) return showPassword(reply, flow, { address: hint })
    const others = accounts.filter(({ address }) => address !== hint)

    return sendPage(reply, {
      title: 'Sign in to your account',
      body: accountPage(flow, [...hinted, ...others]),
    })
  }

  function showPassword(
    reply: FastifyReply,
    flow: Flow,
    about: { address?: string; problem?: string },
  ): FastifyReply {
    const password = directory.accounts.orders.password

    return sendPage(reply, {
      title: 'Sign in to your account',
      body: passwordPage(flow, { ...about, password }),
    })
  }

  function passwordProblem(account: Account | undefined, password: string): string | undefined {
    if (!account) return `We couldn't find an account with that username. (AADSTS50034)`
    if (!account.canSignIn) return 'Your account has been locked. Contact your support person. (AADSTS50057)'
    if (account.password !== password) return 'Your account or password is incorrect. (AADSTS50126)'

    return undefined
  }

  function enter(reply: FastifyReply, flow: Flow, account: Account): FastifyReply {
    checkAccount(account, flow)
    flow.account = account
    if (needsApproval(account)) return showApproval(reply, flow)
    if (faults.isOn('consent-refused'))
      return goBack(reply, flow.signIn, errorAnswer(refusals.consentRefused('access_denied')))
    if (!needsConsent(account, flow.signIn)) return finish(reply, flow, account)

    return sendPage(reply, {
      title: 'Permissions requested',
      body: consentPage(flow, account, directory.app),
    })
  }

  function checkAccount(account: Account, { signIn }: Flow): void {
    if (account.disabled) throw refusals.accountDisabled()
    checkMembership(account, signIn.authority, directory.app)
    if (directory.app.assignmentRequired && account.kind === 'work' && !account.assigned)
      throw refusals.notAssigned(account, directory.app)
  }

  function needsApproval({ kind, tenantId }: Account): boolean {
    if (faults.isOn('admin-approval')) return true

    return kind === 'work' && directory.app.adminConsentRequired && !directory.app.adminConsents.has(tenantId)
  }

  /** Asked once, as at Microsoft; `prompt=consent` asks again. */
  function needsConsent({ consented, tenantId }: Account, { scopes, prompt }: SignIn): boolean {
    if (prompt === 'consent') return true
    if (directory.app.adminConsents.has(tenantId)) return false

    return !scopes.permissions.every((permission) => consented.has(permission))
  }

  function showApproval(reply: FastifyReply, flow: Flow): FastifyReply {
    const body = approvalPage(flow, directory.app, refusals.adminConsent(), now())

    return sendPage(reply, { title: 'Need admin approval', body })
  }

  function finish(reply: FastifyReply, { signIn }: Flow, chosen: Account): FastifyReply {
    const account = faults.isOn('wrong-account') ? someoneElse(chosen) : chosen
    for (const permission of signIn.scopes.permissions) account.consented.add(permission)
    const { clientId, redirectUri, nonce, challenge, authority } = signIn
    const scopes = signIn.scopes.permissions
    const code = world.tokens.issueCode({
      account,
      clientId,
      redirectUri,
      scopes,
      nonce,
      challenge,
      tenant: authority.path,
    })

    return goBack(reply, signIn, {
      code,
      ...(signIn.clientInfo ? { client_info: clientInfo(account) } : {}),
      session_state: randomUUID(),
    })
  }

  function someoneElse({ address }: Account): Account {
    const { bernd, anna } = directory.accounts

    return address === bernd.address ? anna : bernd
  }
}
