/** What tells a spreadsheet that the file is UTF-8. */
export const csvStart = '\uFEFF'

/** What a spreadsheet would take for the beginning of a formula, full-width signs included. */
const formula = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\0]/u

/** One line of a CSV file; no cell of it is ever a formula. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(';')}\r\n`
}

function cell(value: string): string {
  return `"${(formula.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`
}
