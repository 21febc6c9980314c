/** Logos: pictures named by their content, read by their own request and never with a page. */
import type { Sql } from './database.ts'

export type Logo = { readonly file: string; readonly width: number; readonly height: number }

/** Twice the same picture is one row. */
export async function insert(sql: Sql, logo: Logo, content: Buffer): Promise<void> {
  await sql.query(
    'insert into logo (file, width, height, content) values ($1, $2, $3, $4) on conflict (file) do nothing',
    [logo.file, logo.width, logo.height, content],
  )
}

export async function find(sql: Sql, file: string): Promise<Logo | undefined> {
  const [row] = await sql.query<Logo>('select file, width, height from logo where file = $1', [file])
  return row
}

export async function findContent(sql: Sql, file: string): Promise<Buffer | undefined> {
  const [row] = await sql.query<{ content: Buffer }>('select content from logo where file = $1', [file])
  return row?.content
}
