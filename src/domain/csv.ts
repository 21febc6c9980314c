/** Lines of a CSV that people open in a spreadsheet. */

/** What stands between the columns: spreadsheets write a semicolon wherever the comma is the decimal mark. */
export type Separator = ',' | ';' | '\t'

/** What separates the columns of this first line: whatever stands most often outside of quotes; a comma where nothing does. */
export function separatorOf(line: string): Separator {
  const bare = line.replaceAll(/"[^"]*("|$)/g, '')
  const count = (separator: Separator) => bare.split(separator).length
  return ([',', ';', '\t'] as const).reduce((most, one) => (count(one) > count(most) ? one : most))
}

/**
 * A line as RFC 4180 has it, without its end. A cell that a spreadsheet would run as a formula (CWE-1236) gets an
 * apostrophe before it; so does the rest of one behind another separator, because many spreadsheets take those for the
 * end of a cell, within quotes too.
 */
export function csvLine(cells: readonly string[], separator: Separator = ','): string {
  return cells.map(text => csvCell(text, separator)).join(separator)
}

/** Lines with these columns in this order, each with its end. */
export function csvLines<Column extends string>(
  columns: readonly Column[],
  records: ReadonlyArray<{ readonly [Name in Column]?: string | number | null }>,
): string {
  const lines = records.map(record => csvLine(columns.map(name => String(record[name] ?? ''))))
  return lines.map(line => `${line}\r\n`).join('')
}

function csvCell(text: string, separator: Separator): string {
  const within = separator === ',' ? formulaWithin : formulaWithinAny
  const safe = (formula.test(text) ? `'${text}` : text).replace(within, "$1'")
  return quoted.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The wide forms too: spreadsheets of East Asia take them for the narrow ones. */
const formula = /^(\s*[=+\-@＝＋－＠]|[\t\r\n])/
const formulaWithin = /([;\t]\s*)(?=[=+\-@＝＋－＠])/g
const formulaWithinAny = /([,;\t]\s*)(?=[=+\-@＝＋－＠])/g
const quoted = /[",;\t\r\n]|^\s|\s$/
