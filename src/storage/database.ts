/**
 * The one door to PostgreSQL: queries on a pool and transactions that are durable when they say so. Rows come
 * back with bigint as checked numbers and timestamptz as Date.
 */
import type pg from 'pg'
import { type ConnectionSource, connectTo } from './connection.ts'
import { type CopyText, copyIn, copyOut } from './copy.ts'
import { listen } from './notification.ts'
import { poolOf } from './pool.ts'
import { prepared } from './prepared.ts'
import { requireServer } from './server-version.ts'
import { away, isReadOnly } from './unavailable.ts'

export type Sql = {
  query<Row extends object = object>(text: string, values?: readonly unknown[]): Promise<Row[]>
}

export type Transaction = Sql & {
  /**
   * Runs the last statement and commits with it, without waiting in between, so that the locks it takes are held no
   * longer than the server needs. Nothing can follow.
   */
  last<Row extends object = object>(text: string, values: readonly unknown[]): Promise<Row[]>
}

export type Loading = Sql & {
  /** Rows by COPY, as `copyLine` or another COPY made them; `text` is the statement. */
  copy(text: string, rows: CopyText): Promise<void>
}

export type Unloading = Sql & {
  /** What a COPY says; `text` is the statement. Nothing else can be asked until it is read to its end. */
  copy(text: string): AsyncIterable<Buffer>
}

export type Database = Sql & {
  /** Runs `work` in one transaction that is on disk when this resolves; rolls back when `work` throws. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** A transaction for many rows, on one of a few connections of its own. */
  load<T>(work: (tx: Loading) => Promise<T>): Promise<T>
  /**
   * Reads as of one moment, the first query, however long it takes; nothing can be written. A slow reader holds up
   * nobody but the server's own cleaning.
   */
  snapshot<T>(read: (sql: Sql) => Promise<T>): Promise<T>
  /** A snapshot for many rows, on one of the connections of `load`. */
  unload<T>(read: (tx: Unloading) => Promise<T>): Promise<T>
  /** Calls `heard` when another process may have announced something on the channel, until it is stopped. */
  listen(channel: string, heard: () => void): { stop(): Promise<void> }
  close(): Promise<void>
}

/** The sender's steps and the pages; no connection is held during a call to Amazon. */
const maxConnections = 20

/** Files that are read or written at one time; whoever comes later waits for a connection. */
const maxLoads = 4

/** Opens its pools and checks the server's version. */
export async function openDatabase(source: ConnectionSource): Promise<Database> {
  const pool = poolOf(maxConnections, () => connectTo(source))
  const loads = poolOf(maxLoads, () => ({ ...connectTo(source), pipeline: false }))
  const database: Database = {
    query: (text, values) => run(pool, text, values),
    transaction: work => inTransaction(pool, 'begin', work),
    load: work => inTransaction(loads, 'begin', (tx, client) => work(loadingOn(tx, client))),
    snapshot: read => inTransaction(pool, beginSnapshot, read),
    unload: read =>
      inTransaction(loads, beginSnapshot, ({ query }, client) => read(unloadingOn(query, client))),
    listen: (channel, heard) => listen(() => connectTo(source), channel, heard),
    close: async () => {
      await Promise.all([pool.end(), loads.end()])
    },
  }
  await requireServer(text => database.query(text)).catch(async error => {
    await database.close()
    throw error
  })
  return database
}

function loadingOn({ query }: Sql, client: pg.PoolClient): Loading {
  return {
    query,
    copy: async (text, rows) => {
      await copyIn(client, text, rows).catch((error: unknown) => Promise.reject(away(error)))
    },
  }
}

function unloadingOn(query: Sql['query'], client: pg.PoolClient): Unloading {
  return {
    query,
    copy: async function* (text) {
      try {
        yield* copyOut(client, text)
      } catch (error) {
        throw away(error)
      }
    },
  }
}

type Runner = pg.Pool | pg.PoolClient

async function run<Row extends object>(
  runner: Runner,
  text: string,
  values?: readonly unknown[],
): Promise<Row[]> {
  try {
    const { rows } = await runner.query<Row>(values ? prepared(text, values) : { text })
    return rows
  } catch (error) {
    throw away(error)
  }
}

const beginSnapshot = `begin isolation level repeatable read read only;
  set local plan_cache_mode = auto; set local enable_seqscan = on; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`

async function inTransaction<T>(
  pool: pg.Pool,
  begin: string,
  work: (tx: Transaction, client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => Promise.reject(away(error)))
  let unfit: Error | undefined
  try {
    await run(client, begin)
    const tx = transactionOn(client)
    const result = await work(tx, client)
    if (!tx.ended()) await run(client, 'commit')
    return result
  } catch (error) {
    if (isReadOnly(error)) unfit = error
    await client.query('rollback').catch((rollbackError: Error) => {
      unfit = rollbackError
    })
    throw error
  } finally {
    client.release(unfit)
  }
}

function transactionOn(client: pg.PoolClient): Transaction & { ended(): boolean } {
  let ended = false
  const goOn = () => {
    if (ended) throw new Error('bug: a statement after the last one of its transaction')
  }
  return {
    query: async (text, values) => {
      goOn()
      return await run(client, text, values)
    },
    last: async (text, values) => {
      goOn()
      ended = true
      // After a statement that failed, this commit rolls back.
      const [rows] = await Promise.all([run(client, text, values), run(client, 'commit')])
      return rows as never
    },
    ended: () => ended,
  }
}
