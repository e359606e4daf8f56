import { walk } from './mail-parts.ts'
import { readMail } from './mime.ts'
import type { ReceivedAttachment } from './received.ts'
import { safeHtml } from './safe-html.ts'

const pictureTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
const largestPicture = 2 * 1024 * 1024
const allPictures = 5 * 1024 * 1024

/** The HTML of a mail, made safe, with its own pictures in it; undefined when it has none. Throws LimitHit. */
export async function readFormatted(raw: Uint8Array, remoteImages: boolean): Promise<string | undefined> {
  const { html, attachments } = await readMail(raw)
  if (!html) return undefined
  const images = /cid:/i.test(html) ? await picturesIn(raw, pictured(attachments)) : new Map<string, string>()

  return safeHtml(html, { images, remoteImages })
}

/** The first ones that are small enough, alone and together. */
function pictured(attachments: readonly ReceivedAttachment[]): Set<number> {
  const shown = new Set<number>()
  let together = 0
  for (const { no, cid, contentType, size } of attachments) {
    const fits = size <= largestPicture && together + size <= allPictures
    if (!cid || !fits || !pictureTypes.includes(contentType.toLowerCase())) continue
    together += size
    shown.add(no)
  }

  return shown
}

async function picturesIn(raw: Uint8Array, numbers: ReadonlySet<number>): Promise<Map<string, string>> {
  const images = new Map<string, string>()
  await walk(raw, async ({ no, cid, contentType }, read) => {
    const content = await read(numbers.has(no) ? largestPicture : 0)
    if (cid && numbers.has(no))
      images.set(cid, `data:${contentType.toLowerCase()};base64,${content.toString('base64')}`)
  })

  return images
}
