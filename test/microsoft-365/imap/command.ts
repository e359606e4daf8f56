import type { Connection } from '../connection.ts'

const literalMark = '\u0000'

/** An atom, a string or a literal is a text (in latin1, one character a byte); a list holds further ones. */
export type Argument = string | readonly Argument[]

export interface Command {
  tag: string
  /** In capitals; `UID FETCH` counts as one. */
  name: string
  args: readonly Argument[]
}

/** One whole command with its literals; undefined when the client is gone. */
export async function readCommand(connection: Connection): Promise<Command | undefined> {
  const literals: string[] = []
  let text = ''
  for (;;) {
    const line = await connection.readLine()
    if (line === undefined) return undefined
    const literal = /\{(\d+)(\+?)\}$/.exec(line)
    if (!literal) return parse(text + line, literals)
    // LITERAL+ clients do not wait for this line (RFC 7888).
    if (!literal[2]) connection.write('+ Ready for additional command text.\r\n')
    const bytes = await connection.readBytes(Number(literal[1]))
    if (!bytes) return undefined
    text += `${line.slice(0, literal.index)}${literalMark}${literals.push(bytes.toString('latin1')) - 1} `
  }
}

export function textOf(argument: Argument | undefined): string {
  return typeof argument === 'string' ? argument : ''
}

/** The texts of a list, or the one text that stands alone. */
export function textsOf(argument: Argument | undefined): string[] {
  if (typeof argument === 'string') return [argument]

  return (argument ?? []).map(textOf)
}

function parse(text: string, literals: readonly string[]): Command {
  const [tag = '', ...args] = readList(text, { at: 0 }, literals)
  const [first = '', second = ''] = args.map(textOf).map((word) => word.toUpperCase())
  if (first === 'UID') return { tag: textOf(tag), name: `UID ${second}`, args: args.slice(2) }

  return { tag: textOf(tag), name: first, args: args.slice(1) }
}

function readList(text: string, position: { at: number }, literals: readonly string[]): Argument[] {
  const found: Argument[] = []
  while (position.at < text.length) {
    const sign = text[position.at]
    if (sign === ')') {
      position.at += 1
      break
    }
    if (sign === ' ') position.at += 1
    else found.push(readOne(text, position, literals))
  }

  return found
}

function readOne(text: string, position: { at: number }, literals: readonly string[]): Argument {
  if (text[position.at] === '(') {
    position.at += 1
    return readList(text, position, literals)
  }
  const rest = text.slice(position.at)
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(rest)
  if (quoted) {
    position.at += quoted[0].length
    return (quoted[1] ?? '').replace(/\\(.)/g, '$1')
  }
  // What stands in brackets belongs to the atom, with its blanks: BODY.PEEK[HEADER.FIELDS (FROM)]<0.100>
  const atom = /^(?:\[[^\]]*\]|[^\s()])+/.exec(rest)?.[0] ?? rest
  position.at += atom.length

  return atom.startsWith(literalMark) ? (literals[Number(atom.slice(1))] ?? '') : atom
}
