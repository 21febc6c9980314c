/** Backups in tests: as text, as a file, and table by table. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { backup } from '../../src/services/backup.ts'
import type { Context } from '../../src/services/context.ts'
import type { Database } from '../../src/storage/database.ts'

/** What is in a backup of now, not compressed. */
export async function backedUp({ context }: { readonly context: Context }): Promise<string> {
  const parts: Buffer[] = []
  const write = async (all: AsyncIterable<Buffer>) => {
    for await (const part of all) parts.push(part)
  }
  await backup(context, write, () => {})
  return Buffer.concat(parts).toString()
}

/** 20 MB in one table, of which half is left when compressed: more than waits in any pipe. */
export async function writeMuch({ database }: { readonly database: Database }): Promise<void> {
  await database.query(
    `insert into audit_entry (actor, action, subject, detail)
     select 'Olga Operator', 'hold', 'default', jsonb_build_object('reason',
       (select string_agg(md5(row::text || part), '') from generate_series(1, 32) part))
     from generate_series(1, 20000) row`,
  )
}

export function backupFile(t: TestContext, content: Buffer | string): string {
  const dir = mkdtempSync(join(tmpdir(), 'backup-test-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const file = join(dir, 'backup.gz')
  writeFileSync(file, typeof content === 'string' ? gzipSync(content) : content)
  return file
}

const written = new Set(['partner_account', 'audit_entry', 'installation'])

/** The rows of each table in no order, but of tables that a restore itself writes to, and of one deposit. */
export function tablesOf(text: string, except = ' '): ReadonlyMap<string, readonly string[]> {
  const tables = [...text.matchAll(/^\{"table":"(\w+)".*\n((?:.*\n)*?)\\\.\n/gm)]
  const kept = tables.filter(([, name]) => !written.has(name ?? ''))
  return new Map(
    kept.map(([, name = '', rows = '']) => [
      name,
      rows
        .split('\n')
        .filter(row => !row.startsWith(except))
        .sort(),
    ]),
  )
}
