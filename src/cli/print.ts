/** How commands print: JSON for scripts, aligned columns for people, and output that waits for a slow reader. */
import { once } from 'node:events'
import { terminal } from './terminal.ts'

export function print(line = ''): void {
  terminal().stdout.write(`${line}\n`)
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2))
}

/** A value in a table: times in ISO 8601, nothing for null. */
export function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value ?? '')
}

/** Columns as wide as their widest cell. */
export function tableLines(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map(row => row[column]?.length ?? 0)),
  )
  const lineOf = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
  return [head, ...rows].map(row => lineOf(row).trimEnd())
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
  terminal().stderr.write(`${text}\n`)
}
