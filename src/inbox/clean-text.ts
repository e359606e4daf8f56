// PostgreSQL stores no NUL in a text, and no half of a surrogate pair.
const unstorable = /[\0\p{Surrogate}]/gu
// Text-direction characters make a name look like another one.
const hidden = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu
const notInFileNames = /[/\\:*?"<>|]/g
const longestFileName = 120

/** Without what the database refuses, cut to `most` characters. */
export function cleanText(value: string, most: number): string {
  return cut(value, most).replace(unstorable, '')
}

/** The same for what is shown in one line. */
export function cleanLine(value: string, most: number): string {
  return cleanText(value.slice(0, most * 2).replace(hidden, ' '), most).trim()
}

/** A name of a file without the way to it. */
export function cleanFileName(given: string | undefined, fallback: string): string {
  const last = (given ?? '').slice(-1000).replaceAll('\\', '/').split('/').at(-1) ?? ''
  const name = cleanText(last.replace(hidden, '').replace(notInFileNames, '_'), 1000).trim()
  if (/^\.*$/.test(name)) return fallback
  const ending = /\.[^.]{1,20}$/.exec(name)?.[0] ?? ''
  const tooLong = name.length > longestFileName

  return tooLong ? cleanText(name, longestFileName - ending.length) + ending : name
}

function cut(value: string, most: number): string {
  return value.length > most ? value.slice(0, most) : value
}
