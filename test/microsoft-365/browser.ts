import { Agent, fetch } from 'undici'

const longestTrip = 10

export interface Page {
  status: number
  url: string
  text: string
}

/** Follows the stand-in's pages as a browser without JavaScript would, up to the address it is sent back to. */
export function createBrowser(ca: string) {
  const agent = new Agent({ connect: { ca } })

  /** Follows redirects until a page, or until they lead to `backAt`. */
  async function go(url: string, backAt: string, form?: URLSearchParams): Promise<Page> {
    let step = await open(url, form)
    for (let count = 0; step.location && !step.location.startsWith(backAt); count++) {
      if (count === longestTrip) throw new Error(`${url} redirects too often`)
      step = await open(step.location)
    }

    return step.location ? { status: 302, url: step.location, text: '' } : step.page
  }

  async function open(
    url: string,
    form?: URLSearchParams,
  ): Promise<{ page: Page; location: string | undefined }> {
    const response = await fetch(url, {
      redirect: 'manual',
      dispatcher: agent,
      ...(form ? { method: 'POST', body: form } : {}),
    })
    const location = response.headers.get('location')

    return {
      page: { status: response.status, url, text: await response.text() },
      location: location === null ? undefined : new URL(location, url).href,
    }
  }

  /** Presses the button that carries these words, or the only one there is. */
  async function press(
    page: Page,
    words: string,
    backAt: string,
    fields: Record<string, string> = {},
  ): Promise<Page> {
    const form = [
      ...page.text.matchAll(/<form method="post"(?: action="([^"]*)")?>([\s\S]*?)<\/form>/g),
    ].find(([, , inside = '']) => buttonIn(inside, words))
    if (!form) throw new Error(`No button "${words}" on ${page.url}:\n${page.text}`)
    const [, action = page.url, inside = ''] = form
    const hidden = [...inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
    const values = new URLSearchParams()
    for (const [, name = '', value = ''] of hidden) values.set(name, value.replaceAll('&amp;', '&'))
    const button = buttonIn(inside, words)
    if (button?.name) values.set(button.name, button.value)
    for (const [name, value] of Object.entries(fields)) values.set(name, value)

    return go(new URL(action, page.url).href, backAt, values)
  }

  return { go, press, close: () => agent.close() }
}

function buttonIn(form: string, words: string): { name: string; value: string } | undefined {
  const button = [...form.matchAll(/<button([^>]*)>([\s\S]*?)<\/button>/g)].find(([, , text = '']) =>
    text.includes(words),
  )
  if (!button) return undefined
  const attribute = (name: string): string =>
    new RegExp(` ${name}="([^"]*)"`).exec(button[1] ?? '')?.[1] ?? ''

  return { name: attribute('name'), value: attribute('value') }
}
