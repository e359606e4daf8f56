import sanitizeHtml, { type IOptions } from 'sanitize-html'

interface Allowed {
  /** Pictures within the mail, as data URIs, by the name the HTML has for them. */
  images: ReadonlyMap<string, string>
  /** Whether pictures are also loaded from the internet. */
  remoteImages: boolean
}

const inlinePicture = /^data:image\/(png|jpeg|gif|webp);base64,[a-z0-9+/=]*$/i
const colour = [/^#[0-9a-f]{3,8}$/i, /^rgba?\([\d\s,.%]{3,40}\)$/i, /^[a-z]{3,30}$/i]
const length = [/^\d{1,4}(\.\d{1,3})?(px|pt|em|rem|%)?$/]

const tags = [
  ...['a', 'abbr', 'address', 'article', 'b', 'bdi', 'big', 'blockquote', 'br', 'caption', 'center', 'cite'],
  ...['code', 'col', 'colgroup', 'dd', 'del', 'div', 'dl', 'dt', 'em', 'font', 'footer', 'h1', 'h2', 'h3'],
  ...['h4', 'h5', 'h6', 'header', 'hr', 'i', 'img', 'ins', 'kbd', 'li', 'main', 'mark', 'ol', 'p', 'pre'],
  ...['q', 's', 'samp', 'section', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'table', 'tbody'],
  ...['td', 'tfoot', 'th', 'thead', 'time', 'tr', 'tt', 'u', 'ul'],
]

const fixed: IOptions = {
  allowedTags: tags,
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['https', 'data'] },
  allowProtocolRelative: false,
  allowedAttributes: {
    '*': ['align', 'valign', 'dir', 'lang', 'style', 'title'],
    a: ['href', 'rel', 'target'],
    img: ['src', 'alt', 'width', 'height'],
    table: ['border', 'cellpadding', 'cellspacing', 'width', 'bgcolor'],
    td: ['colspan', 'rowspan', 'width', 'height', 'bgcolor'],
    th: ['colspan', 'rowspan', 'width', 'height', 'bgcolor'],
    tr: ['bgcolor'],
    col: ['span', 'width'],
    font: ['color', 'size'],
    ol: ['start', 'type'],
  },
  // Nothing that could name an address or lay one thing over another.
  allowedStyles: {
    '*': {
      color: colour,
      'background-color': colour,
      'font-weight': [/^(normal|bold|bolder|lighter|[1-9]00)$/],
      'font-style': [/^(normal|italic)$/],
      'text-align': [/^(left|right|center|justify|start|end)$/],
      'text-decoration': [/^(none|underline|line-through)$/],
      'font-size': length,
      padding: length,
      width: length,
    },
  },
  nestingLimit: 50,
  // Texts between these are no words of the mail.
  nonTextTags: [
    'script',
    'style',
    'textarea',
    'option',
    'noscript',
    'title',
    'template',
    'xmp',
    'svg',
    'math',
  ],
}

/** Of the HTML of a mail what only shows: no script, form, style sheet, frame, and no address but in links. */
export function safeHtml(html: string, { images, remoteImages }: Allowed): string {
  return sanitizeHtml(html, {
    ...fixed,
    transformTags: {
      a: (tagName, attribs) => ({
        tagName,
        attribs: { ...attribs, rel: 'noopener noreferrer nofollow', target: '_blank' },
      }),
      img: (tagName, { src = '', ...attribs }) => {
        const shown = pictureFor(src.trim())
        return { tagName, attribs: shown === undefined ? attribs : { ...attribs, src: shown } }
      },
    },
  })

  function pictureFor(src: string): string | undefined {
    if (/^cid:/i.test(src)) return images.get(decoded(src.slice(4)))
    if (/^https:\/\//i.test(src)) return remoteImages ? src : undefined

    return src.length < 500_000 && inlinePicture.test(src) ? src : undefined
  }
}

/** RFC 2392: the name is percent-encoded in the address. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
