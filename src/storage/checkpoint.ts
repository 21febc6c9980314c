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

/** Whether this process alone may close a checkpoint until the transaction ends, and there is something to close. */
export async function mayClose(tx: Sql): Promise<boolean> {
  await tx.query('set local idle_in_transaction_session_timeout = 0')
  const [row] = await tx.query<{ may: boolean }>(
    `select pg_try_advisory_xact_lock(${closing}) and exists (
       select from deposit_event where checkpoint >= (select number from open_checkpoint)) as may`,
  )
  return row?.may ?? false
}

/**
 * Closes the open number and tells what came since the checkpoint with number `after`. Writers are held up only for
 * the moment in which the number is raised and the snapshot begun; the sums are made from the snapshot.
 */
export async function closeOpen(database: Database, after: number): Promise<NewEntries> {
  return await database.snapshot(async snapshot => {
    const number = await database.transaction(async tx => {
      await tx.query(`set local lock_timeout = ${barrierMs}`)
      await tx.query(`select pg_advisory_xact_lock(${appending})`)
      await snapshot.query('select 1')
      const [row] = await tx.query<{ closed: number }>(
        'update open_checkpoint set number = number + 1 returning number - 1 as closed',
      )
      if (!row) throw new Error('bug: there is no open checkpoint')
      return row.closed
    })
    return { number, ...(await sumsBetween(snapshot, after, number)) }
  })
}

async function sumsBetween(
  snapshot: Sql,
  after: number,
  number: number,
): Promise<Omit<NewEntries, 'number'>> {
  const [row] = await snapshot.query<Omit<NewEntries, 'number'>>(
    `select count(*) filter (where sequence = 1)::bigint as deposits, count(*)::bigint as events,
       encode(sha256(coalesce(string_agg(hash, ''::bytea order by claim_link_id collate "C", sequence), '')), 'hex')
         as head
     from deposit_event where checkpoint > $1 and checkpoint <= $2`,
    [after, number],
  )
  if (!row) throw new Error('bug: a count has no row')
  return row
}
