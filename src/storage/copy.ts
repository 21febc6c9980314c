/** PostgreSQL's COPY: rows as the text that it takes, and the ways in and out. */
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from, to } from 'pg-copy-streams'

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

/** Text of whole or broken lines, in their order. */
export type CopyText = Iterable<string | Buffer> | AsyncIterable<string | Buffer>

/** `text` is a `copy … from stdin`. On a connection that pipelines it would be mixed with other statements. */
export async function copyIn(client: pg.PoolClient, text: string, rows: CopyText): Promise<void> {
  await pipeline(rows, client.query(from(text)))
}

/**
 * What a `copy … to stdout` says, at the pace of who takes it; the same about connections that pipeline. Who stops before
 * the end ends the connection.
 */
export async function* copyOut(client: pg.PoolClient, text: string): AsyncGenerator<Buffer> {
  const rows = client.query(to(text))
  try {
    yield* rows
  } finally {
    // The rest would have to be read before the server hears another statement, a rollback too.
    if (!rows.readableEnded) client.connection.stream.destroy()
  }
}
