/** What a column of the list says about a mailbox. */
export type Column = 'name' | 'username' | 'fromFilter' | 'alsoRead' | 'priority'

/** As our own page names them in both languages, and as Microsoft 365 writes them into its list of users. */
const words: Record<Column, readonly string[]> = {
  name: ['name', 'display name', 'displayname', 'anzeigename'],
  username: [
    'username',
    'benutzername',
    'email',
    'email address',
    'email adresse',
    'mail',
    'address',
    'adresse',
    'mailbox',
    'postfach',
    'user principal name',
    'userprincipalname',
    'benutzerprinzipalname',
  ],
  fromFilter: ['from filter', 'fromfilter', 'von filter', 'vonfilter'],
  alsoRead: ['also read', 'alsoread', 'auch lesen'],
  priority: ['priority', 'priorität', 'prioritaet'],
}

const columns = new Map<string, Column>([
  ...words.name.map((word) => [word, 'name'] as const),
  ...words.username.map((word) => [word, 'username'] as const),
  ...words.fromFilter.map((word) => [word, 'fromFilter'] as const),
  ...words.alsoRead.map((word) => [word, 'alsoRead'] as const),
  ...words.priority.map((word) => [word, 'priority'] as const),
])

/** The column a heading names; undefined for one that is not used. */
export function columnOf(heading: string): Column | undefined {
  const word = heading
    .normalize('NFC')
    .toLowerCase()
    .replace(/e-mail/g, 'email')
    .replace(/[\s_-]+/g, ' ')
    .trim()

  return columns.get(word === 'user name' ? 'username' : word)
}
