/** Exports as files, and what an import makes of them in a new database. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Context } from '../../src/services/context.ts'
import { exportRows } from '../../src/services/export.ts'
import { type Imported, importExport } from '../../src/services/import.ts'

export const decision = { by: 'Olga Operator', reason: 'the disk is lost' }

/** The rows as the file has them, which is not as JavaScript has them. */
export async function exported({ context }: { readonly context: Context }): Promise<string[]> {
  const lines: string[] = []
  await exportRows(context, async row => void lines.push(JSON.stringify(row)))
  return lines
}

export function fileOf(t: TestContext, lines: readonly string[]): string {
  const dir = mkdtempSync(join(tmpdir(), 'import-test-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const file = join(dir, 'export.ndjson')
  writeFileSync(file, lines.map(line => `${line}\n`).join(''))
  return file
}

export async function importInto(
  { context }: { readonly context: Context },
  file: string,
  told: string[] = [],
): Promise<Imported> {
  return await importExport(context, file, decision, (what, count) => void told.push(`${count} ${what}`))
}

/** The rows that an import brings back whole. */
export function offers(lines: readonly string[]): string[] {
  return lines.filter(line => /^\{"type":"(campaign|claim-link)"/.test(line))
}
