/** Lines of a CSV that people open in a spreadsheet. */

/**
 * A line as RFC 4180 has it, without its end. A cell that a spreadsheet would run as a formula (CWE-1236) gets an
 * apostrophe before it.
 */
export function csvLine(cells: readonly string[]): string {
  return cells.map(csvCell).join(',')
}

function csvCell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text
  return quoted.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The wide forms too: spreadsheets of East Asia take them for the narrow ones. */
const formula = /^(\s*[=+\-@＝＋－＠]|[\t\r\n])/
const quoted = /[",\r\n]|^\s|\s$/
