/**
 * The schema as readable text, from PostgreSQL's own catalog, so that a change of it shows in a diff. schema.txt is
 * what the migrations make; a database that differs was changed by another hand.
 */
import type { Sql } from './database.ts'

/**
 * Tables with columns, constraints, indexes and triggers, then functions by the SHA-256 of their bodies. The same
 * for every PostgreSQL from 15 on.
 */
export async function describeSchema(sql: Sql): Promise<string> {
  const rows = await sql.query<{ line: string }>(catalogQuery)
  return `${rows.map(({ line }) => line).join('\n')}\n`
}

/** PostgreSQL 18 lists NOT NULL among the constraints too (contype n); here it belongs to the column. */
const catalogQuery = `
with relation as (
  select oid, relname as name from pg_class
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')
), described (part, relation, kind, position, line) as (
  select 0, name, 0, 0, 'table ' || name from relation
  union all
  select 0, name, 1, attnum, '  ' || attname || ' ' || format_type(atttypid, atttypmod)
    || case when attnotnull then ' not null' else '' end
    || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
  from relation join pg_attribute on attrelid = relation.oid
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
  where attnum > 0 and not attisdropped
  union all
  select 0, name, 2, 0, '  constraint ' || conname || ' ' || pg_get_constraintdef(pg_constraint.oid)
  from relation join pg_constraint on conrelid = relation.oid
  where contype <> 'n'
  union all
  select 0, name, 3, 0, '  index ' || pg_get_indexdef(indexrelid)
  from relation join pg_index on indrelid = relation.oid
  union all
  select 0, name, 4, 0, '  trigger ' || pg_get_triggerdef(pg_trigger.oid)
  from relation join pg_trigger on tgrelid = relation.oid
  where not tgisinternal
  union all
  select 1, '', 0, 0, 'function ' || proname || '(' || pg_get_function_identity_arguments(oid) || ') returns '
    || pg_get_function_result(oid) || ' sha256 ' || encode(sha256(convert_to(prosrc, 'UTF8')), 'hex')
  from pg_proc where pronamespace = 'public'::regnamespace
)
select line from described order by part, relation, kind, position, line collate "C"`
