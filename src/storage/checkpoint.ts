/** Checkpoints of the log: row to domain and back, and the moment at which one is closed. */
import type { Checkpoint } from '../domain/checkpoint.ts'
import type { Database, Sql } from './database.ts'

/** The trigger on deposit_event shares the first; the second lets one process close at a time. */
const appending = 7_100_227
const closing = 7_100_228

/** Writers wait this long at most; where one of them takes longer, the next round tries again. */
const barrierMs = 250

const columns = `number, at, deposits, events, encode(head, 'hex') as head, encode(mac, 'hex') as mac`

/** What came since the checkpoint before. */
export type NewEntries = Omit<Checkpoint, 'mac' | 'at'>
/** `isLast` unless more came meanwhile, under a number that is open since somebody died. */
export type Closed = NewEntries & { readonly isLast: boolean }

export async function findNewest(sql: Sql): Promise<Checkpoint | undefined> {
  const [row] = await sql.query<Checkpoint>(`select ${columns} from checkpoint order by number desc limit 1`)
  return row
}

export async function find(sql: Sql, number: number): Promise<Checkpoint | undefined> {
  const [row] = await sql.query<Checkpoint>(`select ${columns} from checkpoint where number = $1`, [number])
  return row
}

export async function insert(
  tx: Sql,
  { number, at, deposits, events, head, mac }: Checkpoint,
): Promise<void> {
  await tx.query(
    `insert into checkpoint (number, at, deposits, events, head, mac)
     values ($1, $2, $3, $4, decode($5, 'hex'), decode($6, 'hex'))`,
    [number, at, deposits, events, head, mac],
  )
}

/** All of them, oldest first. */
export async function* list(sql: Sql): AsyncGenerator<Checkpoint> {
  for (let after = 0; ; ) {
    const rows = await sql.query<Checkpoint>(
      `select ${columns} from checkpoint where number > $1 order by number limit 1000`,
      [after],
    )
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = last.number
  }
}

/** Whether the newest one was closed within so many milliseconds. */
export async function isFresh(sql: Sql, freshMs: number): Promise<boolean> {
  const rows = await sql.query(
    `select from (select at from checkpoint order by number desc limit 1) newest
     where abs(extract(epoch from now() - at)) * 1000 < $1`,
    [freshMs],
  )
  return rows.length > 0
}

/**
 * From now on this process alone may close a checkpoint until the transaction ends; undefined where another one does, or
 * there is nothing to close. The moment is the database's, as is that of the holds after restores it is compared with.
 */
export async function beginClosing(tx: Sql): Promise<Date | undefined> {
  await tx.query('set local idle_in_transaction_session_timeout = 0')
  const [row] = await tx.query<{ at: Date }>(
    `select date_trunc('milliseconds', clock_timestamp()) as at
     where pg_try_advisory_xact_lock(${closing}) and exists (
       select from deposit_event where checkpoint > (select coalesce(max(number), 0) from checkpoint))`,
  )
  return row?.at
}

/**
 * Closes the number after `after` and tells what came under it. Writers are held up only for the moment in which the open
 * number is raised and the snapshot begun; the sums are made from the snapshot. Where somebody raised it and died before the
 * sums were kept, it is not raised again, so that the numbers have no gap.
 */
export async function closeOpen(database: Database, after: number): Promise<Closed> {
  return await database.snapshot(async snapshot => {
    const raised = await database.transaction(async tx => {
      await tx.query(`set local lock_timeout = ${barrierMs}`)
      await tx.query(`select pg_advisory_xact_lock(${appending})`)
      await snapshot.query('select 1')
      return await tx.query(
        'update open_checkpoint set number = number + 1 where number = $1 returning number',
        [after + 1],
      )
    })
    return { number: after + 1, ...(await sumsOf(snapshot, after + 1)), isLast: raised.length > 0 }
  })
}

async function sumsOf(snapshot: Sql, number: number): Promise<Omit<NewEntries, 'number'>> {
  const [row] = await snapshot.query<Omit<NewEntries, 'number'>>(
    `select count(*) filter (where sequence = 1)::bigint as deposits, count(*)::bigint as events,
       encode(sha256(coalesce(string_agg(hash, ''::bytea order by claim_link_id collate "C", sequence), '')), 'hex')
         as head
     from deposit_event where checkpoint = $1`,
    [number],
  )
  if (!row) throw new Error('bug: a count has no row')
  return row
}
