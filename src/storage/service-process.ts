/** The running processes of the service and the access keys that each has. */
import type { LoadedKey } from '../domain/key-list.ts'
import type { Sql } from './database.ts'

export type ServiceProcess = {
  readonly id: string
  /** Host and process id. */
  readonly name: string
  readonly keys: readonly LoadedKey[]
  /** Why what it was given last could not be read, by partner account. */
  readonly problems: Readonly<Record<string, string>>
}

export type RunningProcess = ServiceProcess & { readonly seenAt: Date }

/** Says that the process runs, and forgets those that have not said so for a day. */
export async function beat(sql: Sql, { id, name, keys, problems }: ServiceProcess): Promise<void> {
  await sql.query(
    `with gone as (delete from service_process where seen_at < now() - interval '1 day' and id <> $1)
     insert into service_process (id, name, keys, problems) values ($1, $2, $3, $4)
     on conflict (id) do update set seen_at = now(), keys = excluded.keys, problems = excluded.problems`,
    [id, name, JSON.stringify(keys), JSON.stringify(problems)],
  )
}

/** The process has stopped. */
export async function remove(sql: Sql, id: string): Promise<void> {
  await sql.query('delete from service_process where id = $1', [id])
}

/** Those that have been heard of within so many milliseconds. */
export async function listRunning(sql: Sql, withinMs: number): Promise<RunningProcess[]> {
  return await sql.query<RunningProcess>(
    `select id, name, keys, problems, seen_at as "seenAt" from service_process
     where seen_at > now() - make_interval(secs => $1 / 1000.0) order by name, id`,
    [withinMs],
  )
}
