/** No page of ours is ever made of what strangers sent. */
const downloadPolicy = "sandbox; default-src 'none'"

/** The headers of something that is saved and never shown (RFC 6266). */
export function downloadHeaders(filename: string): Record<string, string> {
  return {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${plain(filename)}"; filename*=UTF-8''${encoded(filename)}`,
    'content-security-policy': downloadPolicy,
    'x-content-type-options': 'nosniff',
  }
}

/** For browsers that do not know the other form. */
function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9 ._()-]/g, '_')
}

/** What encodeURIComponent leaves and RFC 8187 does not allow. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}
