/** How commands print: JSON for scripts, aligned columns for people, and output that waits for a slow reader. */
import { once } from 'node:events'
import { terminal } from './terminal.ts'

/** For people: what others have written cannot steer their terminal. */
export function print(line = ''): void {
  terminal().stdout.write(`${plain(line)}\n`)
}

/** Without what a terminal obeys or that turns a line around; joiners belong to how some languages are spelled. */
export function plain(text: string): string {
  return text.replaceAll(/[^\P{C}\n\t\u200C\u200D]/gu, '\uFFFD')
}

export function printJson(value: unknown): void {
  terminal().stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

/** A value in a table: times in ISO 8601, nothing for null. */
export function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value ?? '')
}

/** Columns as wide as their widest cell; each row is one line. */
export function tableLines(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
  const cells = [head, ...rows].map(row => row.map(cell => plain(cell).replaceAll(/[\n\t]+/g, ' ')))
  const widths = head.map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0)))
  const lineOf = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
  return cells.map(row => lineOf(row).trimEnd())
}

export function printTable(head: readonly string[], rows: ReadonlyArray<readonly string[]>): void {
  for (const line of tableLines(head, rows)) print(line)
}

/** Writes without piling up memory before a slow reader. */
export async function write(text: string): Promise<void> {
  const { stdout } = terminal()
  if (!stdout.write(text)) await once(stdout, 'drain')
}

/** For people, beside the data that a script may be reading. */
export function note(text: string): void {
  terminal().stderr.write(`${plain(text)}\n`)
}
