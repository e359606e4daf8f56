interface Where {
  mailroomUrl: string
  admin: { email: string; password: string }
}

/** Enters the address as an administrator would, and answers the secret, which is shown once. */
export async function enterWebhook({ mailroomUrl, admin }: Where, webhookUrl: string): Promise<string> {
  const settings = '/mail/inbox/settings'
  const signedIn = await post('/sign-in', { email: admin.email, password: admin.password })
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const saved = await post(settings, { webhookUrl, retentionDays: '90', version: await version() })
  const made = secretIn(await saved.text())
  if (made) return made
  // One was made at an earlier start; it can never be shown again.
  const replaced = secretIn(await (await post(`${settings}/secret`, { version: await version() })).text())
  if (!replaced) throw new Error('The secret of the webhook was not shown.')

  return replaced

  async function version(): Promise<string> {
    const page = await fetch(mailroomUrl + settings, { headers: { cookie } })

    return /name="version" value="(\d+)"/.exec(await page.text())?.[1] ?? ''
  }

  function post(path: string, fields: Record<string, string>): Promise<Response> {
    return fetch(mailroomUrl + path, {
      method: 'POST',
      headers: { origin: mailroomUrl, cookie: path === '/sign-in' ? '' : cookie },
      body: new URLSearchParams(fields),
      redirect: 'manual',
    })
  }
}

function secretIn(page: string): string | undefined {
  return /mailroom_hook_[\w-]{43}/.exec(page)?.[0]
}
