import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { isFromMailroom } from '../hand-over/verify.ts'
import { type Html, html } from '../microsoft-365/html.ts'
import { listen } from '../microsoft-365/loopback.ts'
import { pageOf } from '../microsoft-365/page.ts'

interface Arrived {
  id: string
  subject: string
  from: string
  text: string
  isTest: boolean
  at: Date
  /** How often it came. */
  times: number
}

const received = z.object({
  id: z.string(),
  subject: z.string().nullable(),
  from: z.object({ address: z.string() }).nullable(),
  text: z.string().nullable(),
  isTest: z.boolean(),
})

/** A backend of a shop, as small as it can be: takes received mails at /mailroom, and shows them on a page. */
export async function startReceiver({ port, told }: { port: number; told: (line: string) => void }) {
  const arrived = new Map<string, Arrived>()
  const refused = { count: 0 }
  let secret = ''
  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url === '/mailroom') void take(request, response)
    else show(request, response)
  })
  const url = `http://localhost:${await listen(server, port)}`

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    if (!isFromMailroom(secret, String(request.headers['x-mailroom-signature']), body)) {
      refused.count++
      told('A request without a right signature was refused.')
      response.writeHead(401).end()
      return
    }
    // A real shop stores it here, and does nothing when it has the id already.
    const { id, from, ...mail } = received.parse(JSON.parse(body))
    const before = arrived.get(id)
    const one = { ...mail, id, from: from?.address ?? '–', at: new Date(), times: (before?.times ?? 0) + 1 }
    arrived.set(id, { ...one, subject: mail.subject ?? '(no subject)', text: mail.text ?? '' })
    told(`Received mail: “${mail.subject ?? ''}” from ${one.from}, signature right${before ? ', again' : ''}`)
    response.writeHead(204).end()
  }

  function show({ url: path }: IncomingMessage, response: ServerResponse): void {
    const type = 'text/html; charset=utf-8'
    if (path === '/') response.writeHead(200, { 'content-type': type }).end(pageFor([...arrived.values()]))
    else response.writeHead(404).end()
  }

  function pageFor(mails: Arrived[]): string {
    return pageOf({ title: 'A shop that receives mail', width: 'wide', body: bodyFor(mails, refused.count) })
  }

  return {
    url,
    webhookUrl: `${url}/mailroom`,
    know(given: string): void {
      secret = given
    },
    close(): void {
      server.close()
      server.closeAllConnections()
    },
  }
}

function bodyFor(mails: Arrived[], refused: number): Html {
  const newestFirst = mails.sort((one, other) => other.at.getTime() - one.at.getTime())

  return html`<main>
<h1>A shop that receives mail</h1>
<p>What a backend of yours would get: each request of the webhook is checked by its signature, and each mail is kept once by its id.
Reload this page to see what is new.</p>
<section aria-labelledby="mails"><h2 id="mails">Received mails</h2>
${newestFirst.length === 0 ? html`<p>None yet. Confirm an incoming server in Mailroom, then deliver a mail to its mailbox; or send a test in Inbox settings.</p>` : undefined}
<ul class="list">${newestFirst.map(
    (
      mail,
    ) => html`<li><div><strong>${mail.subject}</strong>${mail.isTest ? html` <mark>Test</mark>` : undefined}<br>
<span class="muted">from ${mail.from}, signature right, came ${mail.times} time${mail.times === 1 ? '' : 's'}, id <code>${mail.id}</code></span><br>
${mail.text}</div></li>
`,
  )}</ul></section>
<p>Refused, because the signature was wrong: ${refused}</p>
</main>`
}
