import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planServers } from '../../src/many-servers/planned-server.ts'
import { manyServerTexts } from '../../src/many-servers/texts.ts'
import { readList } from '../../src/many-servers/written-list.ts'

const nothingTaken = { names: new Set<string>(), mailboxes: new Map<string, string>() }

/** What the lines of a list say, without what they leave out; or what is wrong with the list. */
function read(text: string): unknown[] {
  const { servers, problem } = readList(text)

  return problem
    ? [problem.en]
    : servers.map(({ line, unreadable, ...said }) => [
        line,
        ...(unreadable ? [unreadable.en] : Object.values(said).filter((value) => value !== '')),
      ])
}

function judged(text: string): [number, string[]][] {
  const planned = planServers(readList(text).servers, nothingTaken, { alsoRead: false })

  return planned.map(({ line, problems }) => [line, problems.map(({ en }) => en)])
}

const anna = 'anna@x.example'
const bernd = 'bernd@x.example'

describe('a list without headings', () => {
  test.each<[string, string, unknown[]]>([
    [
      'an address a line',
      `${anna}\n${bernd}`,
      [
        [1, anna],
        [2, bernd],
      ],
    ],
    [
      'line ends of Windows and old Macs, blank lines, blanks',
      `\r\n ${anna} \r\r\n${bernd}`,
      [
        [2, anna],
        [4, bernd],
      ],
    ],
    ['name and address', `Anna A, ${anna}`, [[1, 'Anna A', anna]]],
    ['address and name', `${anna};Anna A`, [[1, 'Anna A', anna]]],
    ['a tab between them', `Anna A\t${anna}`, [[1, 'Anna A', anna]]],
    ['a comma in a quoted name', `"A, Anna",${anna}`, [[1, 'A, Anna', anna]]],
    ['quotes within quotes', `"Anna ""A""";${anna}`, [[1, 'Anna "A"', anna]]],
    ['as mail programs write it', `Anna A <${anna}>`, [[1, 'Anna A', anna]]],
    ['with a comma in the name', `A, Anna <${anna}>`, [[1, 'A, Anna', anna]]],
    ['with a quoted name', `"A, Anna" <${anna}>`, [[1, 'A, Anna', anna]]],
    [
      'several in one line',
      `${anna}; B <${bernd}>;`,
      [
        [1, anna],
        [1, 'B', bernd],
      ],
    ],
    ['a byte order mark', `\uFEFF${anna}`, [[1, anna]]],
    ['a word that is no address', 'Anna', [[1, 'Anna']]],
    [
      'too much in a line',
      `Anna, A, ${anna}`,
      [[1, 'Not clear: write the address, or name and address. More needs headings.']],
    ],
    [
      'an open quote spoils its own line only',
      `"Anna, ${anna}\n${bernd}`,
      [
        [1, 'A quotation mark is not closed'],
        [2, bernd],
      ],
    ],
    ['nothing', ' \n;;\n', ['Paste a list, or choose a file']],
  ])('%s', (_name, text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})

describe('a table with headings', () => {
  const row = `Anna,${anna},"x.example, ${anna}",yes,3`
  const said = [[2, 'Anna', anna, `x.example, ${anna}`, 'yes', '3']]

  test.each<[string, string, unknown[]]>([
    ['in English', `name,user name,From filter,also read,priority\n${row}`, said],
    ['in German', `Name,Benutzername,Von-Filter,auch lesen,Priorität\n${row}`, said],
    ['semicolons', `Name;Benutzername;Priorität\nAnna;${anna};3`, [[2, 'Anna', anna, '3']]],
    [
      'tabs, in another order, with columns nobody needs',
      `Telefon\tE-Mail-Adresse\tName\n1\t${anna}\tAnna`,
      [[2, 'Anna', anna]],
    ],
    [
      'from the Microsoft 365 admin center',
      `Display name,User principal name,Licenses\nAnna,${anna},E3`,
      [[2, 'Anna', anna]],
    ],
    ['a single column', `E-Mail\n${anna}`, [[2, anna]]],
    ['the line Excel puts first', `sep=;\nName;E-Mail\nAnna;${anna}`, [[3, 'Anna', anna]]],
    [
      'fields missing at the end, and empty ones too many',
      `E-Mail;Name\n${anna}\n${bernd};;;`,
      [
        [2, anna],
        [3, bernd],
      ],
    ],
    [
      'fields without a heading',
      `E-Mail;Name\n${anna};Anna;more`,
      [[2, 'More fields than headings. Put quotation marks around fields with a separator in them.']],
    ],
    ['no user name', 'Name;Priority\nAnna;3', ['A column “user name” with the addresses is missing']],
    ['no line', 'Name;E-Mail', ['There are headings, but no lines below them']],
  ])('%s', (_name, text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})

describe('each line is judged', () => {
  const head = 'Name;Benutzername;Von-Filter;auch lesen;Priorität\n'

  test.each<[string, string, string[]]>([
    ['right', `;${anna};;;`, []],
    ['right with all columns', `Anna;${anna};${anna},y.example;NEIN;999`, []],
    ['no address', 'Anna;anna;;;', ['anna is not an email address']],
    ['two addresses', `Anna;${anna} ${bernd};;;`, [`${anna} ${bernd} is not an email address`]],
    ['nothing but a name', 'Anna;;;;', ['The address is missing']],
    ['a filter for someone else', `;${anna};${bernd};;`, [`The From filter leaves out ${anna}`]],
    [
      'a filter that is none',
      `;${anna};*;;`,
      ['From filter must be an address or a domain, like mein-shop.de; at most 20, with commas between'],
    ],
    ['neither yes nor no', `;${anna};;vielleicht;`, ['“Also read” must be yes or no, not vielleicht']],
    ['a priority out of range', `;${anna};;;1000`, ['Priority must be a number from 1 to 999']],
    ['a priority that is no number', `;${anna};;;1e2`, ['Priority must be a number from 1 to 999']],
    ['a name that is too long', `${'x'.repeat(61)};${anna};;;`, ['Enter a name of at most 60 characters']],
    [
      'everything at once',
      'x;y;*;?;0',
      [
        'y is not an email address',
        'From filter must be an address or a domain, like mein-shop.de; at most 20, with commas between',
        '“Also read” must be yes or no, not ?',
        'Priority must be a number from 1 to 999',
      ],
    ],
  ])('%s', (_name, line, problems) => {
    expect(judged(head + line)).toEqual([[2, problems]])
  })

  test('and against the lines before it', () => {
    expect(judged(`Anna, ${anna}\n${anna.toUpperCase()}\nAnna, ${bernd}`)).toEqual([
      [1, []],
      [2, [`${anna} stands in line 1 already`]],
      [3, ['The name “Anna” stands in line 1 already']],
    ])
  })

  test('a long address becomes a name that fits', () => {
    const long = `${'x'.repeat(60)}@${'y'.repeat(60)}.example`
    const [planned] = planServers(readList(long).servers, nothingTaken, { alsoRead: true })

    expect(planned?.problems).toEqual([])
    expect(planned?.server).toEqual({
      name: 'x'.repeat(60),
      username: long,
      fromFilter: long,
      priority: 10,
      alsoRead: true,
    })
  })
})

const soup = fc.array(
  fc.oneof(
    fc.constantFrom('\n', '\r\n', ',', ';', '\t', '"', '<', '>', '@', ' ', '\0', '\uFEFF', 'sep=;', '\ud800'),
    fc.constantFrom('Name', 'Benutzername', 'Von-Filter', 'auch lesen', 'ja', anna, 'x.example', '10'),
    fc.string({ unit: 'grapheme' }),
  ),
)

test('nothing but empty quotes is no list', () => {
  expect(readList('""')).toMatchObject({ servers: [], problem: manyServerTexts.listMissing })
})

test('any text is a preview or a sentence: what has no problem can be created, and lines keep their number', () => {
  fc.assert(
    fc.property(soup, fc.boolean(), (parts, alsoRead) => {
      const text = parts.join('')
      const { servers, problem } = readList(text)
      const planned = planServers(servers, nothingTaken, { alsoRead })
      const right = planned.filter(({ problems }) => problems.length === 0).map(({ server }) => server)

      expect(problem === undefined).toBe(servers.length > 0)
      expect(planned).toHaveLength(servers.length)
      const lines = servers.map(({ line }) => line)
      expect(lines).toEqual(lines.toSorted((a, b) => a - b))
      expect(Math.max(0, ...lines)).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length)
      expect(new Set(right.map(({ name }) => name)).size).toBe(right.length)
      expect(new Set(right.map(({ username }) => username)).size).toBe(right.length)
      for (const { name, username, fromFilter, priority } of right) {
        expect(name).toMatch(/^[^\p{Cc}\p{Cs}]{1,60}$/u)
        expect(username).toMatch(/^[^\s@]+@[^\s@]+$/)
        expect(fromFilter).not.toBe('')
        expect(priority).toBeGreaterThanOrEqual(1)
        expect(priority).toBeLessThanOrEqual(999)
      }
    }),
    { numRuns: 500 },
  )
})
