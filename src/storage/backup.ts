/**
 * All that a backup holds, table by table as COPY says it, and the way back into a database that has nothing yet. Which
 * tables there are is read from the catalog, so that a new one is in the next backup by itself.
 */
import { DomainError } from '../domain/errors.ts'
import type { CopyText } from './copy.ts'
import type { Loading, Sql, Unloading } from './database.ts'

/** What nobody misses: who is signed in just now, links that let somebody in, which processes run, and what a reconciliation staged. */
const leftOut = [
  'amazon_record',
  'browser_session',
  'qa_pass',
  'service_process',
  'sign_in',
  'staff_link',
  'staff_session',
  'staff_sign_in',
]

/** Rows of the schema itself, which the migrations write. */
const ofSchema = 'migration'

export type Table = { readonly name: string; readonly columns: readonly string[] }
type Found = Table & { readonly needs: readonly string[] }

/** Each after those that it refers to. */
export async function listTables(sql: Sql): Promise<Table[]> {
  const found = await sql.query<Found>(
    `select relname::text as name,
       array(select attname::text from pg_attribute
             where attrelid = pg_class.oid and attnum > 0 and not attisdropped order by attnum) as columns,
       array(select confrelid::regclass::text from pg_constraint
             where conrelid = pg_class.oid and contype = 'f' and confrelid <> conrelid) as needs
     from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> all($1::text[])
     order by relname`,
    [[...leftOut, ofSchema]],
  )
  return inOrder(found)
}

function inOrder(tables: readonly Found[]): Table[] {
  const ordered: Found[] = []
  const known = (name: string) => !tables.some(each => each.name === name)
  const has = (name: string) => known(name) || ordered.some(each => each.name === name)
  while (ordered.length < tables.length) {
    const next = tables.filter(table => !ordered.includes(table) && table.needs.every(has))
    if (next.length === 0) throw new Error('bug: tables refer to each other in a circle')
    ordered.push(...next)
  }
  return ordered.map(({ name, columns }) => ({ name, columns }))
}

/** The number of the newest migration: a backup fits the release that made it. */
export async function schemaNumber(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ number: number }>('select max(number)::int as number from migration')
  return row?.number ?? 0
}

/** However the server is set up, times are written as every server reads them. */
export async function writeAlike(sql: Sql): Promise<void> {
  await sql.query("set local datestyle = 'ISO, YMD'")
}

export function copyOf(tx: Unloading, { name, columns }: Table): AsyncIterable<Buffer> {
  return tx.copy(`copy ${name} (${columns.join(', ')}) to stdout`)
}

/**
 * Whether nothing was ever made here. If so, all is taken out that a first start puts in, and until the end of the
 * transaction the triggers rest: rows come back as they were, with the numbers and checkpoints that they had.
 */
export async function emptyForRestore(tx: Sql): Promise<boolean> {
  await tx.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0')
  await writeAlike(tx)
  await tx.query('lock table campaign, staff, audit_entry in share row exclusive mode')
  const made = await tx.query(
    'select from campaign union all select from staff union all select from audit_entry limit 1',
  )
  if (made.length > 0) return false
  const names = (await listTables(tx)).map(({ name }) => name)
  for (const name of names) await tx.query(`alter table ${name} disable trigger user`)
  await tx.query(`truncate ${[...names, ...leftOut].join(', ')}`)
  return true
}

/** Throws `invalid-input` where the rows are none of this table. */
export async function copyInto(tx: Loading, { name, columns }: Table, rows: CopyText): Promise<void> {
  try {
    await tx.copy(`copy ${name} (${columns.join(', ')}) from stdin`, rows)
  } catch (cause) {
    if (!/^(22|23)/.test(String((cause as { code?: unknown }).code))) throw cause
    throw new DomainError('invalid-input', `the backup: the database does not take its rows of ${name}`, {
      cause,
    })
  }
}

/** The triggers work again, and what counts up goes on after the highest number. */
export async function finishRestore(tx: Sql): Promise<void> {
  for (const { name } of await listTables(tx)) await tx.query(`alter table ${name} enable trigger user`)
  const counted = await tx.query<{ table: string; column: string }>(
    `select relname::text as table, attname::text as column from pg_attribute join pg_class on pg_class.oid = attrelid
     where relnamespace = 'public'::regnamespace and attidentity <> ''`,
  )
  for (const { table, column } of counted)
    await tx.query(
      `select setval(pg_get_serial_sequence('${table}', '${column}'), coalesce(max(${column}), 1), max(${column}) is not null)
       from ${table}`,
    )
}
