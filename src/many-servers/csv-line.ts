import { parse } from 'csv-parse/sync'
import { z } from 'zod'

const separators = ['\t', ';', ','] as const
export type Separator = (typeof separators)[number]

const records = z.array(z.array(z.string()))

/**
 * The fields of one line of CSV, trimmed; undefined when a quote is not closed. Line by line, so that one mistake does
 * not swallow the lines after it: no name and no address goes over two lines.
 */
export function fieldsOf(line: string, separator: Separator): string[] | undefined {
  try {
    const parsed = parse(line, { delimiter: separator, relax_column_count: true, trim: true, escape: '"' })

    return records.parse(parsed)[0] ?? []
  } catch {
    // csv-parse throws for nothing but a line it cannot read.
    return undefined
  }
}

/** The first separator that occurs outside quotes: a tab, a semicolon, a comma. */
export function separatorOf(line: string): Separator {
  const bare = line.replace(/"[^"]*"/g, '')

  return separators.find((separator) => bare.includes(separator)) ?? ','
}
