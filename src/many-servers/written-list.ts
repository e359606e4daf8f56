import type { Text } from '../language/text.ts'
import { fieldsOf, type Separator, separatorOf } from './csv-line.ts'
import { type Column, columnOf } from './headings.ts'
import { manyServerTexts } from './texts.ts'

/** The most servers one list may make. */
export const mostLines = 500

/** One server as the list names it: nothing is checked yet, empty means "as usual". */
export interface WrittenServer extends Record<Column, string> {
  /** Where it stands, counted from 1. */
  line: number
  /** The line could not be taken apart; the rest is empty. */
  unreadable: Text | undefined
}

export interface WrittenList {
  servers: WrittenServer[]
  /** What is wrong with the list as a whole: then it has no servers. */
  problem: Text | undefined
  /** Headings that are not used. */
  unused: string[]
}

interface Line {
  number: number
  text: string
}

/** Reads an address a line, name and address a line, or CSV with headings. Never throws, whatever the text is. */
export function readList(text: string): WrittenList {
  const lines = linesOf(text)
  const [first, ...rest] = lines
  if (!first) return broken(manyServerTexts.listMissing)
  const table = headingsIn(first.text)
  const body = table ? rest : lines
  if (body.length === 0) return broken(manyServerTexts.onlyHeadings)
  if (table && !table.columns.includes('username')) return broken(manyServerTexts.usernameColumnMissing)
  const servers = table ? body.map((line) => underHeadings(line, table)) : body.flatMap(withoutHeadings)
  // Nothing but empty quotes.
  if (servers.length === 0) return broken(manyServerTexts.listMissing)
  if (servers.length > mostLines) return broken(manyServerTexts.tooManyLines(servers.length, mostLines))

  return { servers, problem: undefined, unused: table?.unused ?? [] }
}

/** Excel writes `sep=;` above the headings to say how the file is to be read. */
const separatorLine = /^sep=.$/i

function linesOf(text: string): Line[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ number: index + 1, text: line }))
    .filter(({ text: line, number }) => line.replace(/[\s;,]/g, '') !== '' && !isSeparatorLine(line, number))
}

function isSeparatorLine(line: string, number: number): boolean {
  return number === 1 && separatorLine.test(line.trim())
}

interface Table {
  separator: Separator
  /** In the order of the fields; undefined where a heading is not used. */
  columns: (Column | undefined)[]
  unused: string[]
}

/** The first line names columns when it knows one and holds no address. */
function headingsIn(line: string): Table | undefined {
  const separator = separatorOf(line)
  const headings = fieldsOf(line, separator) ?? []
  const columns = headings.map(columnOf)
  if (line.includes('@') || !columns.some((column) => column !== undefined)) return undefined
  const unused = headings.filter((heading, index) => heading !== '' && columns[index] === undefined)
  // The first of two columns for the same thing counts.
  const once = columns.map((column, index) => (columns.indexOf(column) === index ? column : undefined))

  return { separator, columns: once, unused }
}

function underHeadings({ number, text }: Line, { separator, columns }: Table): WrittenServer {
  const fields = fieldsOf(text, separator)
  if (!fields) return unreadable(number, manyServerTexts.quoteOpen)
  if (fields.slice(columns.length).some((field) => field !== ''))
    return unreadable(number, manyServerTexts.tooManyFields)
  const field = (column: Column) => fields[columns.indexOf(column)] ?? ''

  return {
    ...empty(number),
    name: field('name'),
    username: field('username'),
    fromFilter: field('fromFilter'),
    alsoRead: field('alsoRead'),
    priority: field('priority'),
  }
}

/** `Name <address>`, or fields in any order; several addresses in one line are as many servers. */
function withoutHeadings({ number, text }: Line): WrittenServer[] {
  const fields = fieldsIn(text)
  if (!fields) return [unreadable(number, manyServerTexts.quoteOpen)]
  const filled = fields.filter((field) => field !== '')
  const addresses = filled.filter((field) => field.includes('@'))
  const names = filled.filter((field) => !field.includes('@'))
  if (addresses.length === filled.length)
    return addresses.map((field) => ({ ...empty(number), ...named(field) }))
  const [address = filled[0] ?? '', more] = addresses
  if (more !== undefined || names.length > 1) return [unreadable(number, manyServerTexts.lineUnclear)]
  const written = named(address)

  return [{ ...empty(number), ...written, name: addresses.length > 0 ? (names[0] ?? '') : '' }]
}

/** A single `Schmidt, Anna <anna@…>` is one field although it has a comma. */
function fieldsIn(text: string): string[] | undefined {
  const single = text.trim()

  return /^[^<>@]*<[^<>]*>$/.test(single) ? [single] : fieldsOf(text, separatorOf(text))
}

function named(field: string): { name: string; username: string } {
  const open = field.endsWith('>') ? field.lastIndexOf('<') : -1
  if (open < 0) return { name: '', username: field }
  const name = field
    .slice(0, open)
    .trim()
    .replace(/^"(.*)"$/, '$1')

  return { name, username: field.slice(open + 1, -1).trim() }
}

function empty(line: number): WrittenServer {
  return { line, name: '', username: '', fromFilter: '', alsoRead: '', priority: '', unreadable: undefined }
}

function unreadable(line: number, why: Text): WrittenServer {
  return { ...empty(line), unreadable: why }
}

function broken(problem: Text): WrittenList {
  return { servers: [], problem, unused: [] }
}
