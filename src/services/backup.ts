/**
 * Backup: everything that is kept, as of one moment, while the service goes on. And the way back, into an empty database:
 * all of it or nothing, and then on hold, because what was sent since the backup only Amazon knows.
 */
import { createHash } from 'node:crypto'
import { parseReason, type Reason } from '../domain/audit.ts'
import { DomainError } from '../domain/errors.ts'
import * as audit from '../storage/audit.ts'
import * as stored from '../storage/backup.ts'
import * as checkpoints from '../storage/checkpoint.ts'
import type { Loading, Sql, Unloading } from '../storage/database.ts'
import { type EvidenceKeys, findEnvironment, stampEvidenceKeys } from '../storage/installation.ts'
import { listStatus, register } from '../storage/partner-account.ts'
import {
  type BackupHead,
  countLines,
  endLine,
  headLine,
  type OpenBackup,
  openBackup,
  tableLine,
} from './backup-file.ts'
import { broken, tableEnd } from './backup-lines.ts'
import type { Context } from './context.ts'
import { distrust } from './restore.ts'

/** Told of each table when it is done. */
type Progress = (table: string) => void

/** Hands the parts of a backup to `write`, not compressed; resolves with the number of rows when that has taken them all. */
export async function backup(
  { database, clock }: Pick<Context, 'database' | 'clock'>,
  write: (parts: AsyncIterable<Buffer>) => Promise<void>,
  progress: Progress,
): Promise<number> {
  const content = createHash('sha256')
  let rows = 0
  await database.unload(async tx => {
    const parts = async function* () {
      for await (const part of contentOf(tx, clock(), progress)) {
        content.update(part.text)
        rows += part.rows
        yield part.text
      }
      yield endLine(rows, content)
    }
    await write(parts())
  })
  return rows
}

type Part = { readonly text: Buffer; readonly rows: number }

async function* contentOf(tx: Unloading, madeAt: Date, progress: Progress): AsyncGenerator<Part> {
  await stored.writeAlike(tx)
  yield { text: headLine(await headOf(tx, madeAt)), rows: 0 }
  for (const table of await stored.listTables(tx)) {
    yield { text: tableLine(table), rows: 0 }
    for await (const text of stored.copyOf(tx, table)) yield { text, rows: countLines(text) }
    yield { text: tableEnd, rows: 0 }
    progress(table.name)
  }
}

async function headOf(tx: Unloading, madeAt: Date): Promise<Omit<BackupHead, 'backup' | 'format'>> {
  return {
    madeAt: madeAt.toISOString(),
    schema: await stored.schemaNumber(tx),
    amazonEnv: await findEnvironment(tx),
    checkpoint: (await checkpoints.findNewest(tx))?.number ?? null,
  }
}

/**
 * Throws `conflict` where something was made already or the backup is of another release, `configuration` where it belongs
 * to another environment, key or partner account, and `invalid-input` for a file that is damaged; then nothing has changed.
 */
export async function restore(
  context: Context & EvidenceKeys,
  source: AsyncIterable<Buffer>,
  input: Reason,
  progress: Progress,
): Promise<BackupHead> {
  const { by, reason } = parseReason(input)
  const { head, tables } = await openBackup(source)
  const { madeAt, checkpoint } = head
  await context.database.load(async tx => {
    await requireFit(tx, head)
    await bringBack(tx, tables, progress)
    await stampEvidenceKeys(tx, context)
    for (const account of context.accounts.values()) await register(tx, account)
    await distrust(tx)
    const detail = { reason, madeAt, checkpoint: checkpoint === null ? null : String(checkpoint) }
    for (const { name: subject } of await listStatus(tx))
      await audit.append(tx, { actor: by, action: 'restore', subject, detail })
  })
  context.log.info({ madeAt, checkpoint }, 'a backup was restored: all accounts are on hold')
  return head
}

async function requireFit(tx: Sql, { schema, amazonEnv }: BackupHead): Promise<void> {
  const here = { schema: await stored.schemaNumber(tx), amazonEnv: await findEnvironment(tx) }
  if (here.schema !== schema)
    throw new DomainError(
      'conflict',
      `restore: the backup is of a database at migration ${schema}, this release is at ${here.schema}; restore it with the release that made it, then upgrade`,
    )
  if (here.amazonEnv !== amazonEnv)
    throw new DomainError(
      'configuration',
      `AMAZON_ENV: the backup belongs to "${amazonEnv}", not "${here.amazonEnv}"; set it and use a new database`,
    )
  if (await stored.emptyForRestore(tx)) return
  throw new DomainError(
    'conflict',
    'restore: something was made in this database already; restore into a new one, before the service is started on it',
  )
}

async function bringBack(tx: Loading, tables: OpenBackup['tables'], progress: Progress): Promise<void> {
  const missing = new Map((await stored.listTables(tx)).map(table => [table.name, String(table.columns)]))
  for await (const table of tables) {
    if (missing.get(table.name) !== String(table.columns))
      throw broken(`${table.name} is no table of this release, or has other columns`)
    missing.delete(table.name)
    await stored.copyInto(tx, table, table.rows)
    progress(table.name)
  }
  if (missing.size > 0) throw broken(`it lacks ${[...missing.keys()].join(', ')}`)
  await stored.finishRestore(tx)
}
