import type { FastifyReply } from 'fastify'
import { type Html, html } from './html.ts'

const style = `
:root { color-scheme: light dark; --bg: #eef1f5; --surface: #fff; --line: #6a7686; --soft: #d3d9e2; --text: #18212d;
  --muted: #4f5d6e; --accent: #1456b8; --on: #fff; --on-bg: #fdebea; --bad: #a11616 }
@media (prefers-color-scheme: dark) { :root { --bg: #0f141a; --surface: #171d25; --line: #8794a5; --soft: #323d4b;
  --text: #e7ecf2; --muted: #a7b3c1; --accent: #8ab8ff; --on: #0f141a; --on-bg: #3d1616; --bad: #ffb3ad } }
* { box-sizing: border-box }
body { margin: 0; padding: 1rem; background: var(--bg); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere }
.narrow { max-width: 28rem; margin-inline: auto }
.wide { max-width: 60rem; margin-inline: auto }
main, section { background: var(--surface); border: 1px solid var(--soft); border-radius: .5rem; padding: 1.25rem }
.wide main { background: none; border: 0; padding: 0 }
section { margin-block: 1rem; padding: 1rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem }
h2 { font-size: 1.125rem; margin: 0 0 .5rem }
p, ul, ol, dl { margin: 0 0 .75rem }
a { color: var(--accent) }
small, .muted { color: var(--muted); font-size: .875rem }
h3 { font-size: 1rem; margin: 1rem 0 .25rem }
mark { background: var(--accent); color: var(--on); border-radius: .25rem; padding: 0 .375rem; font-size: .875rem }
.copy { user-select: all }
code { font: .9375em ui-monospace, monospace }
button { font: inherit; color: var(--text); background: var(--surface); border: 1px solid var(--line);
  border-radius: .25rem; min-height: 2.75rem; padding: .5rem 1rem; cursor: pointer }
button.main, button[aria-pressed=true] { background: var(--accent); border-color: var(--accent); color: var(--on) }
button.row { display: block; width: 100%; text-align: start; margin-block-end: .5rem }
button.row span { display: block; color: var(--muted); font-size: .875rem }
label { display: block; font-weight: 600 }
input { display: block; width: 100%; font: inherit; color: inherit; background: var(--surface);
  border: 1px solid var(--line); border-radius: .25rem; padding: .5rem; min-height: 2.75rem; margin-block-end: .75rem }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; justify-content: flex-end; margin-block: 1rem }
.error { border-inline-start: .25rem solid var(--bad); background: var(--on-bg); padding: .5rem .75rem }
.list { list-style: none; padding: 0 }
.list > li { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between;
  border-block-start: 1px solid var(--soft); padding-block: .5rem }
.list > li > div { flex: 1 1 14rem }
dt { font-weight: 600 } dd { margin: 0 0 .5rem }
`

interface WholePage {
  title: string
  body: Html
  lang?: string
  /** One column for the sign-in, wide for the control page. */
  width?: 'narrow' | 'wide'
}

export function sendPage(reply: FastifyReply, page: WholePage): FastifyReply {
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(pageOf(page))
}

/** A whole page, as markup. */
export function pageOf({ title, body, lang = 'en', width = 'narrow' }: WholePage): string {
  const page = html`<!DOCTYPE html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${{ markup: style }}</style>
</head>
<body class="${width}">
${body}
</body>
</html>
`

  return page.markup
}
