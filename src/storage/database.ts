/**
 * The one door to PostgreSQL: queries on a pool and transactions that are durable when they say so. Rows come
 * back with bigint as checked numbers and timestamptz as Date.
 */
import pg from 'pg'
import { DomainError } from '../domain/errors.ts'
import { type ConnectionSource, connectTo } from './connection.ts'
import { copyIn } from './copy.ts'
import { listen } from './notification.ts'
import { prepared } from './prepared.ts'

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
  /** Rows by COPY, each made by `copyLine`; `text` is the statement. */
  copy(text: string, lines: readonly string[]): Promise<void>
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
    listen: (channel, heard) => listen(() => connectTo(source), channel, heard),
    close: async () => {
      await Promise.all([pool.end(), loads.end()])
    },
  }
  await requireServer(database).catch(async error => {
    await database.close()
    throw error
  })
  return database
}

function poolOf(max: number, connection: () => pg.ClientConfig): pg.Pool {
  const pool = new pg.Pool({
    max,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 30_000,
    Client: class extends pg.Client {
      constructor() {
        super(connection())
        // One that breaks between two queries of a transaction is told by the next; unheard it would end the process.
        this.on('error', () => {})
      }
    },
  })
  // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => {})
  return pool
}

function loadingOn({ query }: Sql, client: pg.PoolClient): Loading {
  return {
    query,
    copy: async (text, lines) => {
      await copyIn(client, text, lines).catch((error: unknown) => Promise.reject(away(error)))
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
  let broken: Error | undefined
  try {
    await run(client, begin)
    const tx = transactionOn(client)
    const result = await work(tx, client)
    if (!tx.ended()) await run(client, 'commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError
    })
    throw error
  } finally {
    client.release(broken)
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

/**
 * SQLSTATE classes of a server that cannot be reached or takes no work now: connection exceptions, no such database,
 * no room, not ready, shutting down, a disk that fails, and work given up because others held it up. The rest of the list is Node's and the driver's own words for the same.
 */
const unavailable =
  /^(08|3D|40P01|53|55000|55P03|57014|57P|58|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)|Connection terminated|is not queryable|timeout exceeded when trying to connect/

function away(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (![code, message].some(word => typeof word === 'string' && unavailable.test(word))) return error
  return new DomainError('unavailable', 'the database cannot be reached just now', { cause: error })
}

/** PostgreSQL 15: the oldest version whose SQL this project uses. */
const oldestServer = 150_000

async function requireServer(database: Sql): Promise<void> {
  const [row] = await database.query<{ version: number; isDurable: boolean }>(
    `select current_setting('server_version_num')::int as version,
       current_setting('synchronous_commit') <> 'off' as "isDurable"`,
  )
  if (row && row.version < oldestServer) {
    throw new DomainError(
      'configuration',
      'DATABASE_URL: the server is older than PostgreSQL 15; use 15 or newer',
    )
  }
  if (row?.isDurable) return
  throw new DomainError(
    'configuration',
    'DATABASE_URL: a pooler drops the options of our connections and the server runs with synchronous_commit off; switch it on there',
  )
}
