import { expect } from 'vitest'
import type { Host } from '../host.ts'

/** What an admin types for an Outlook server; the rest of the form as the page fills it in. */
export const outlook = {
  version: '0',
  name: 'Orders',
  signInWith: 'outlook',
  username: 'Orders@Mein-Shop.example',
  priority: '10',
}

export const own = {
  version: '0',
  name: 'Own server',
  signInWith: 'password',
  username: 'shop',
  password: 'correct horse battery',
  host: 'mail.mein-shop.example',
  port: '465',
  encryption: 'tls',
  priority: '10',
}

/** Adds a server through its form, and answers its id. */
export async function addServer(host: Host, root: string, form: Record<string, string>): Promise<string> {
  const { status, location = '', body } = await host.post(root, form)
  expect(status, JSON.stringify(mistakes(body))).toBe(303)

  return /servers\/([\w-]+)/.exec(location)?.[1] ?? ''
}

/** Mistakes by field, as the summary tells them; each must stand at its field in the same words. */
export function mistakes(body: string): Record<string, string> {
  const summary = /<div class="summary"[\s\S]*?<\/div>/.exec(body)?.[0] ?? ''
  const told: Record<string, string> = {}
  for (const [, name = '', said = ''] of summary.matchAll(/<a href="#(\w+)">(.*?)<\/a>/g)) {
    expect(body).toContain(`id="${name}"`)
    const atField = new RegExp(`id="${name}-error"><span class="vh">[^<]*</span>(.*?)</p>`).exec(body)
    expect(atField?.[1]).toBe(said)
    told[name] = said
  }

  return told
}

/** The same request with the cookie of someone who reads German. */
export async function inGerman(host: Host, url: string, form?: Record<string, string>) {
  const { statusCode, body } = await host.app.inject({
    method: form ? 'POST' : 'GET',
    url,
    headers: {
      'x-admin': 'ada',
      cookie: 'lang=de',
      ...(form
        ? { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' }
        : {}),
    },
    ...(form ? { payload: new URLSearchParams(form).toString() } : {}),
  })

  return { status: statusCode, body }
}
