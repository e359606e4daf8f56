const base =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
const end = "; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"

/**
 * The headers of the document in the frame. It has an origin of its own, runs no script, and loads nothing but, when
 * asked, images over HTTPS. They hold whatever the HTML says.
 */
export function bodyHeaders(remoteImages: boolean): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': base + (remoteImages ? ' https:' : '') + end,
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    // Of the page around it alone.
    'x-frame-options': 'SAMEORIGIN',
  }
}

/** The HTML of a mail is written for white paper, whatever the colours of the page around it. */
export function bodyDocument(html: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>-</title><style>${style}</style></head><body>${html}</body></html>`
}

const style =
  ':root{color-scheme:light;background:#fff}body{margin:1rem;font:1rem/1.5 system-ui,sans-serif;color:#18212d;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}'
