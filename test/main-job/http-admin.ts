import { type Dispatcher, request } from 'undici'
import { type bernd, maria } from '../sign-in/standalone.ts'
import { formWith, type HtmlPage, linkWith } from './html-page.ts'
import type { Mailroom } from './mailroom.ts'

const longestTrip = 5

type Form = Record<string, string>

interface Options {
  as?: typeof maria | typeof bernd
  language?: 'en' | 'de'
  /** Sees every answer. */
  onAnswer?: (page: HtmlPage) => void
}

export type HttpAdmin = Awaited<ReturnType<typeof openHttpAdmin>>

/** An admin whose browser is this process: no scripts, no pictures, but cookies, links, forms and redirects. */
export async function openHttpAdmin(
  { url: origin }: Pick<Mailroom, 'url'>,
  { as = maria, language = 'en', onAnswer = () => {} }: Options = {},
) {
  const cookies = new Map<string, string>([['lang', language]])

  /** One request and its answer, whatever it is. */
  async function send(method: 'GET' | 'POST', path: string, form?: Form): Promise<HtmlPage> {
    const url = new URL(path, origin).href
    const answer = await request(url, {
      method,
      headers: {
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        'sec-fetch-site': 'same-origin',
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(form ? { body: new URLSearchParams(form).toString() } : {}),
    })
    keepCookies(answer)
    const page = { url, status: answer.statusCode, headers: answer.headers, html: await answer.body.text() }
    onAnswer(page)

    return page
  }

  function keepCookies({ headers }: Dispatcher.ResponseData): void {
    for (const line of [headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
  }

  /** Follows redirects, as long as they stay here. */
  async function visit(method: 'GET' | 'POST', path: string, form?: Form): Promise<HtmlPage> {
    let page = await send(method, path, form)
    for (let count = 0; page.status === 303; count++) {
      const next = new URL(String(page.headers['location']), page.url)
      if (next.origin !== origin || count === longestTrip) throw new Error(`${page.url} leads to ${next}`)
      page = await send('GET', next.href)
    }

    return page
  }

  const open = (path: string) => visit('GET', path)
  const admin = {
    cookies,
    send,
    open,
    follow: (page: HtmlPage, words: string) => open(linkWith(page, words)),
    /** Fills in the form behind a button, and presses it. */
    press(page: HtmlPage, words: string, typed: Form = {}): Promise<HtmlPage> {
      const { action, values } = formWith(page, words)

      return visit('POST', action, { ...values, ...typed })
    },
    /** The same page in the other language, by the link every page has. */
    inLanguage: (page: HtmlPage, locale: 'en' | 'de') => open(`${page.url.split('?')[0]}?lang=${locale}`),
  }
  const signedIn = await admin.press(await open('/sign-in'), language === 'de' ? 'Anmelden' : 'Sign in', {
    email: as.email,
    password: as.password,
  })
  if (signedIn.url !== `${origin}/mail/`) throw new Error(`Not signed in: ${signedIn.url}`)

  return admin
}
