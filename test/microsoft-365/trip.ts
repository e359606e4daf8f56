import {
  ConfidentialClientApplication,
  CryptoProvider,
  type INetworkModule,
  LogLevel,
} from '@azure/msal-node'
import { Agent, fetch } from 'undici'
import { createBrowser, type Page } from './browser.ts'
import type { Microsoft365 } from './microsoft-365.ts'

export const back = 'https://shop.example/microsoft_outlook/confirm'
export const scopes = [
  'https://outlook.office.com/SMTP.Send',
  'https://outlook.office.com/IMAP.AccessAsUser.All',
  'email',
]

interface Begin {
  tenant?: string
  secret?: string
  loginHint?: string
  scopes?: string[]
}

type Trip = Awaited<ReturnType<typeof begin>>

/** The real MSAL at the start of a sign-in, and a browser on the first page. */
export async function begin(
  at: Microsoft365,
  { tenant = 'common', secret, loginHint, ...asked }: Begin = {},
) {
  const client = new ConfidentialClientApplication({
    auth: {
      clientId: at.app.clientId,
      clientSecret: secret ?? at.app.clientSecret,
      authority: `https://${at.loginHost}/${tenant}`,
      knownAuthorities: [at.loginHost],
    },
    system: {
      networkClient: networkClient(at.ca),
      loggerOptions: { logLevel: LogLevel.Error, piiLoggingEnabled: false, loggerCallback: () => undefined },
    },
  })
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes()
  const request = { scopes: asked.scopes ?? scopes, redirectUri: back, nonce: 'the-nonce' }
  const browser = createBrowser(at.ca)
  const url = await client.getAuthCodeUrl({
    ...request,
    state: 'the-state',
    codeChallenge: challenge,
    codeChallengeMethod: 'S256',
    ...(loginHint ? { loginHint } : { prompt: 'select_account' }),
  })
  const page = await browser.go(url, back)

  return {
    client,
    browser,
    page,
    press: (from: Page, words: string, fields?: Record<string, string>) =>
      browser.press(from, words, back, fields),
    /** Chooses the orders account and accepts what is asked. */
    async accept(): Promise<Page> {
      const consent = await browser.press(page, 'orders@mein-shop.example', back)

      return consent.status === 302 ? consent : browser.press(consent, 'Accept', back)
    },
    redeem(end: Page) {
      const { code = '', client_info: clientInfo = '' } = answerOf(end)

      return client.acquireTokenByCode({ ...request, code, codeVerifier: verifier, clientInfo })
    },
  }
}

export async function connect(at: Microsoft365) {
  const trip = await begin(at)
  const end = await trip.accept()

  return { trip, end, result: await trip.redeem(end) }
}

export async function refresh({ client }: Trip) {
  const [account] = await client.getTokenCache().getAllAccounts()
  if (!account) throw new Error('Nobody has signed in')

  return client.acquireTokenSilent({ account, scopes: scopes.slice(0, 2), forceRefresh: true })
}

/** MSAL hides it; its cache does not. */
export function refreshTokenOf({ client }: Trip): string | undefined {
  return /"credential_type":"RefreshToken"[^}]*?"secret":"([^"]+)"/.exec(
    client.getTokenCache().serialize(),
  )?.[1]
}

/** The parameters a page brought back to Mailroom. */
export function answerOf(end: Page): Record<string, string> {
  return Object.fromEntries(new URL(end.url).searchParams)
}

export async function getJson(at: Microsoft365, path: string, form?: Record<string, string>) {
  const response = await fetch(`https://${at.loginHost}${path}`, {
    dispatcher: new Agent({ connect: { ca: at.ca } }),
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  })
  const text = await response.text()

  return { status: response.status, headers: response.headers, text, body: asJson(text) }
}

function asJson(text: string): unknown {
  return text.startsWith('{') ? JSON.parse(text) : undefined
}

function networkClient(ca: string): INetworkModule {
  const dispatcher = new Agent({ connect: { ca } })
  async function send(
    method: string,
    url: string,
    options?: { headers?: Record<string, string>; body?: string },
  ) {
    const { headers = {}, body = null } = options ?? {}
    const response = await fetch(url, { method, headers, body, dispatcher })

    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: JSON.parse(await response.text()),
    }
  }

  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  }
}
