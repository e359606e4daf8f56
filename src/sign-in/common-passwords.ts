/** Passwords of 15 and more characters from public lists of leaked ones that the rules below would let through. */
const leaked = new Set([
  'correcthorsebatterystaple',
  'thequickbrownfox',
  'thequickbrownfoxjumpsoverthelazydog',
  'tobeornottobethatisthequestion',
  'maytheforcebewithyou',
  'supercalifragilisticexpialidocious',
  'antidisestablishmentarianism',
  'donaudampfschifffahrtsgesellschaft',
  'franzjagtimkomplettverwahrlostentaxi',
  'morgenstundhatgoldimmund',
  'neverguessthispassword',
  'youshallnotpass',
  'mothertheresa',
  'manchesterunited',
  'liverpoolfootballclub',
  'fcbayernmuenchen',
  'borussiadortmund',
  'leagueoflegends',
  'worldofwarcraft',
  'harrypotterandthephilosophersstone',
  'rammsteinrammstein',
  'justinbieberforever',
  'christianoronaldo',
  'cristianoronaldo',
])

/** Rows of keyboards, the alphabet and the digits: what a hand types without a thought. */
const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'qwertzuiopü',
  'asdfghjklöä',
  'yxcvbnm',
  'zxcvbnm',
  '01234567890',
  '1q2w3e4r5t6y7u8i9o0p',
  '1q2w3e4r5t6z7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'qazwsxedcrfvtgbyhnujm',
]
const shortestRun = 4

/** The words most leaked passwords are made of, and those of a shop and its mail. */
const words = [
  ...['administrator', 'password', 'passwort', 'kennwort', 'geheim', 'secret', 'letmein', 'welcome'],
  ...['willkommen', 'iloveyou', 'ichliebedich', 'schatz', 'hallo', 'hello', 'admin', 'master', 'login'],
  ...['sommer', 'summer', 'winter', 'herbst', 'autumn', 'fruehling', 'frühling', 'spring', 'dragon'],
  ...['monkey', 'football', 'fussball', 'baseball', 'princess', 'sunshine', 'superman', 'starwars'],
  ...['changeme', 'default', 'qwerty', 'qwertz', 'test', 'demo', 'user', 'root', 'pass', 'sandbox'],
  ...['mailroom', 'mail', 'email', 'outlook', 'microsoft', 'office365', 'exchange', 'server', 'posteingang'],
  ...['webshop', 'onlineshop', 'shop', 'store', 'laden', 'kasse', 'verkauf', 'bestellung', 'order', 'mein'],
]

/** What must be left once the words anyone would try are taken out. */
const fewestOwnLetters = 5
const fewestDifferent = 5

export type Weakness = 'leaked' | 'guessable'

/** Whether others would guess it. `own` are words of this person: name, address. */
export function weaknessOf(password: string, own: readonly string[]): Weakness | undefined {
  const bare = password
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  if (leaked.has(bare)) return 'leaked'
  // Only signs: there is nothing to look up.
  if (bare === '') return undefined
  if (new Set(bare).size < fewestDifferent || isRepeated(bare)) return 'guessable'

  return ownLetters(bare, own).length < fewestOwnLetters ? 'guessable' : undefined
}

/** `abcabcabc`, also when it breaks off in the middle. */
function isRepeated(bare: string): boolean {
  const longest = Math.floor(bare.length / 2)
  for (let length = 1; length <= longest; length += 1) {
    const unit = bare.slice(0, length)
    if (unit.repeat(Math.ceil(bare.length / length)).startsWith(bare)) return true
  }

  return false
}

function ownLetters(bare: string, own: readonly string[]): string {
  const known = [...words, ...own.flatMap(wordsIn)].sort((a, b) => b.length - a.length)
  const left = known.reduce((rest, word) => rest.replaceAll(word, ' '), withoutRuns(bare))

  return left.replace(/[\d\s]/g, '')
}

function wordsIn(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 3)
}

/** Takes out pieces of four and more characters that stand in a row like this, forwards or backwards. */
function withoutRuns(bare: string): string {
  let rest = ''
  let at = 0
  while (at < bare.length) {
    const run = runAt(bare, at)
    rest += run > 0 ? ' ' : bare[at]
    at += Math.max(run, 1)
  }

  return rest
}

const bothWays = rows.flatMap((row) => [row, [...row].reverse().join('')])

function runAt(bare: string, at: number): number {
  let length = 0
  for (let end = at + shortestRun; end <= bare.length; end += 1) {
    const piece = bare.slice(at, end)
    if (!bothWays.some((row) => row.includes(piece))) break
    length = end - at
  }

  return length
}
