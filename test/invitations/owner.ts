import { type Dispatcher, request } from 'undici'
import { elements, formWith, type HtmlPage, linkWith, mainOf, textOf } from '../main-job/html-page.ts'
import type { HttpAdmin } from '../main-job/http-admin.ts'
import { addServer, enterCredentials, throughMicrosoft as throughPages } from '../main-job/http-main-job.ts'
import type { Mailroom } from '../main-job/mailroom.ts'

const longestTrip = 5

export type Owner = ReturnType<typeof openOwner>

interface Options {
  language?: 'de' | 'en'
  /** Sees every answer. */
  onAnswer?: (page: HtmlPage) => void
}

/** Someone with a link and a browser, and no session. */
export function openOwner(
  { url: origin }: Pick<Mailroom, 'url'>,
  { language = 'en', onAnswer }: Options = {},
) {
  const cookies = new Map<string, string>()

  async function send(
    method: 'GET' | 'POST' | 'HEAD',
    path: string,
    form?: Record<string, string>,
  ): Promise<HtmlPage> {
    const url = new URL(path, origin).href
    const answer = await request(url, {
      method,
      headers: {
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        'sec-fetch-site': form ? 'same-origin' : 'none',
        'accept-language': language,
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(form ? { body: new URLSearchParams(form).toString() } : {}),
    })
    keepCookies(answer)
    const page = { url, status: answer.statusCode, headers: answer.headers, html: await answer.body.text() }
    onAnswer?.(page)

    return page
  }

  function keepCookies({ headers }: Dispatcher.ResponseData): void {
    for (const line of [headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
  }

  async function visit(
    method: 'GET' | 'POST',
    path: string,
    form?: Record<string, string>,
  ): Promise<HtmlPage> {
    let page = await send(method, path, form)
    for (let count = 0; page.status === 303 && count < longestTrip; count++)
      page = await send('GET', new URL(String(page.headers['location']), page.url).href)

    return page
  }

  return {
    cookies,
    send,
    open: (path: string) => visit('GET', path),
    press(page: HtmlPage, words: string): Promise<HtmlPage> {
      const { action, values } = formWith(page, words)

      return visit('POST', action, values)
    },
  }
}

/** A server that waits for its owner, and the link to be sent. */
export async function inviteOwner(
  admin: HttpAdmin,
  mailroom: Mailroom,
  more: Record<string, string> = {},
): Promise<{ server: string; link: string; made: HtmlPage }> {
  await enterCredentials(admin, mailroom)
  const server = linkWith(await addServer(admin, mailroom, more), 'Cancel')

  return { server, ...(await makeLink(admin, server)) }
}

/** Presses the button of a server's page. */
export async function makeLink(admin: HttpAdmin, server: string): Promise<{ link: string; made: HtmlPage }> {
  const page = await admin.open(server)
  const button = page.html.includes('Make a new link') ? 'Make a new link' : 'Make an invitation link'
  const made = await admin.press(page, button)
  const copied = elements(made.html, 'code').find(({ attributes }) => attributes['id'] === 'invitation-link')

  return { link: textOf(copied?.inside ?? ''), made }
}

/** From the link to Microsoft, through its pages, and to the address it sends the browser back to. */
export async function travel(
  owner: Owner,
  mailroom: Mailroom,
  link: string,
  as = mailroom.microsoft.accounts.orders.address,
): Promise<string> {
  return throughMicrosoft(mailroom, await owner.press(await owner.open(link), 'Connect the mailbox'), as)
}

/** The address Microsoft sends the browser back to. */
export async function throughMicrosoft(mailroom: Mailroom, leaving: HtmlPage, as: string): Promise<string> {
  return (await throughPages(mailroom, leaving, as)).url
}

export const titleOf = (page: HtmlPage) => textOf(elements(mainOf(page), 'h1')[0]?.inside ?? '')
export const wordsOf = (page: HtmlPage) => textOf(mainOf(page))
