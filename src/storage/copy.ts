/** PostgreSQL's COPY: rows as the text that it takes, and the way in. */
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from } from 'pg-copy-streams'

export type CopyValue = string | number | Date | null

/** One row. */
export function copyLine(values: readonly CopyValue[]): string {
  return `${values.map(copyText).join('\t')}\n`
}

function copyText(value: CopyValue): string {
  if (value === null) return '\\N'
  if (typeof value === 'number') return String(value)
  if (value instanceof Date) return value.toISOString()
  return special.test(value) ? value.replace(specials, escaped) : value
}

const special = /[\\\t\n\r]/
const specials = /[\\\t\n\r]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function escaped(character: string): string {
  return escapes[character] ?? character
}

/** `text` is a `copy … from stdin`. On a connection that pipelines it would be mixed with other statements. */
export async function copyIn(client: pg.PoolClient, text: string, lines: readonly string[]): Promise<void> {
  await pipeline([lines.join('')], client.query(from(text)))
}
