/** What is forgotten of deposits that ended long ago: to whom they went, and the bytes that were sent. */
import type { Sql } from './database.ts'

const mostAtOnce = 1_000

/**
 * Forgets it of at most a thousand deposits, the oldest first, that were decided more than `days` ago; how many. None while
 * another process is at it. What is in doubt keeps all, because nobody has decided it.
 */
export async function forgetDecided(tx: Sql, days: number): Promise<number> {
  const [state] = await tx.query<{ until: string }>(
    'select forgotten_until::text as until from retention for update skip locked',
  )
  if (!state) return 0
  const [row] = await tx.query<{ count: number }>(
    `with due as (
       select claim_link_id as id, decided_at from deposit
       where decided_at >= $1::timestamptz and decided_at < ${cutoff('$2')}
         and (amazon_account is not null or body is not null)
       order by decided_at limit ${mostAtOnce} for update),
     forgotten as (
       update deposit set amazon_account = null, body = null from due where claim_link_id = id returning due.decided_at),
     done as (
       update retention set forgotten_until =
         case when (select count(*) from forgotten) < ${mostAtOnce} then ${cutoff('$2')}
           else (select max(decided_at) from forgotten) end)
     select count(*) from forgotten`,
    [state.until, days],
  )
  return row?.count ?? 0
}

function cutoff(days: string): string {
  return `now() - make_interval(days => ${days}::int)`
}
