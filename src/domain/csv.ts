/** Lines of a CSV that people open in a spreadsheet. */

/**
 * A line as RFC 4180 has it, without its end. A cell that a spreadsheet would run as a formula (CWE-1236) gets an
 * apostrophe before it; so does the rest of one behind a semicolon or a tab, because many spreadsheets take those for
 * the end of a cell, within quotes too.
 */
export function csvLine(cells: readonly string[]): string {
  return cells.map(csvCell).join(',')
}

/** Lines with these columns in this order, each with its end. */
export function csvLines<Column extends string>(
  columns: readonly Column[],
  records: ReadonlyArray<{ readonly [Name in Column]?: string | number | null }>,
): string {
  const lines = records.map(record => csvLine(columns.map(name => String(record[name] ?? ''))))
  return lines.map(line => `${line}\r\n`).join('')
}

function csvCell(text: string): string {
  const safe = (formula.test(text) ? `'${text}` : text).replace(formulaWithin, "$1'")
  return quoted.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The wide forms too: spreadsheets of East Asia take them for the narrow ones. */
const formula = /^(\s*[=+\-@＝＋－＠]|[\t\r\n])/
const formulaWithin = /([;\t]\s*)(?=[=+\-@＝＋－＠])/g
const quoted = /[",;\t\r\n]|^\s|\s$/
