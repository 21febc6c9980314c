/**
 * A database in memory with what the engine relies on: transactions that are seen only when they commit, and row locks
 * that others wait for or skip. It speaks no SQL; the twins of the storage files do their work through `Work`.
 */
import type { Database, Sql, Transaction } from '../../src/storage/database.ts'
import type { Scheduler } from './scheduler.ts'
import type { Tables } from './tables.ts'

type TableName = keyof Tables

/** One transaction of one process. */
export type Work = {
  /** The time of the database, in milliseconds. */
  now(): number
  /** A step at which other processes may come first. */
  step(label: string): Promise<void>
  find<T extends TableName>(table: T, key: string): Tables[T] | undefined
  list<T extends TableName>(table: T): Tables[T][]
  put<T extends TableName>(table: T, key: string, row: Tables[T]): void
  /** Waits for the row's lock, which is held until the end of the transaction. */
  lock(table: TableName, key: string): Promise<void>
  /** Takes the lock unless another transaction has it. */
  tryLock(table: TableName, key: string): boolean
}

type Open = Work & { commit(): void; rollback(): void }

type Changes = Map<TableName, Map<string, unknown>>

const works = new WeakMap<object, Work>()

export type MemoryDatabase = {
  /** The database as one process sees it. */
  of(process: number): Database
  /** Changes that overwrote another transaction's, because a lock was missing. */
  readonly lost: readonly string[]
  /** Committed rows, for the checks. */
  list<T extends TableName>(table: T): Tables[T][]
  put<T extends TableName>(table: T, key: string, row: Tables[T]): void
  /** The locks of a process that died are free. */
  forget(process: number): void
}

/**
 * With `fine` each storage call is a step; otherwise only the begin and the commit of a transaction are. Without `locks`
 * no row lock holds anybody.
 */
export function createMemoryDatabase(
  scheduler: Scheduler,
  now: () => number,
  { fine, locks: locking }: { readonly fine: boolean; readonly locks: boolean },
): MemoryDatabase {
  const tables = new Map<TableName, Map<string, unknown>>()
  const locks = new Map<string, { readonly process: number; readonly work: object }>()
  const lost: string[] = []
  const rowsOf = (table: TableName) => {
    const rows = tables.get(table) ?? new Map<string, unknown>()
    tables.set(table, rows)
    return rows
  }
  const listed = <T extends TableName>(table: T, changes: Changes = new Map()) => {
    const own = changes.get(table)
    return [...(own ? new Map([...rowsOf(table), ...own]) : rowsOf(table)).values()] as Tables[T][]
  }

  const open = (process: number): Open => {
    const changes: Changes = new Map()
    /** The rows that the changes were made from. */
    const bases = new Map<string, unknown>()
    const end = () => {
      for (const [id, lock] of locks) if (lock.work === changes) locks.delete(id)
    }
    const isFree = (id: string) => !locking || (locks.get(id)?.work ?? changes) === changes
    const take = (id: string) => locks.set(id, { process, work: changes })
    const write = (table: TableName, key: string, row: unknown) => {
      if (rowsOf(table).get(key) !== bases.get(`${table}/${key}`))
        lost.push(`${table} ${key} was overwritten unseen`)
      rowsOf(table).set(key, row)
    }
    return {
      now,
      step: async label => {
        if (fine) await scheduler.step(process, label)
      },
      find: (table, key) => (changes.get(table)?.get(key) ?? rowsOf(table).get(key)) as never,
      list: table => listed(table, changes),
      put: (table, key, row) => {
        if (!isFree(`${table}/${key}`))
          throw new Error(`bug: ${table} ${key} is locked by another transaction`)
        take(`${table}/${key}`)
        if (!changes.get(table)?.has(key)) bases.set(`${table}/${key}`, rowsOf(table).get(key))
        changes.set(table, new Map([...(changes.get(table) ?? []), [key, row]]))
      },
      lock: async (table, key) => {
        const id = `${table}/${key}`
        if (!isFree(id)) await scheduler.step(process, `lock ${id}`, () => isFree(id))
        take(id)
      },
      tryLock: (table, key) => {
        const free = isFree(`${table}/${key}`)
        if (free) take(`${table}/${key}`)
        return free
      },
      commit: () => {
        for (const [table, rows] of changes) for (const [key, row] of rows) write(table, key, row)
        end()
      },
      rollback: end,
    }
  }

  const transaction = async <T>(process: number, work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const opened = open(process)
    const tx: Transaction = { query: noSql, last: noSql }
    works.set(tx, opened)
    try {
      if (!fine) await scheduler.step(process, 'begin')
      const result = await work(tx)
      await scheduler.step(process, 'commit')
      opened.commit()
      return result
    } catch (error) {
      opened.rollback()
      throw error
    }
  }
  return {
    of: process => {
      const database: Database = {
        query: noSql,
        transaction: work => transaction(process, work),
        load: noSql,
        snapshot: noSql,
        unload: noSql,
        listen: () => ({ stop: async () => {} }),
        close: async () => {},
      }
      return database
    },
    lost,
    list: table => listed(table),
    put: (table, key, row) => rowsOf(table).set(key, row),
    forget: process => {
      for (const [id, lock] of locks) if (lock.process === process) locks.delete(id)
    },
  }
}

/** The transaction that a storage function was given, or one of its own when it was given the database. */
export async function within<T>(sql: Sql, label: string, work: (tx: Work) => Promise<T> | T): Promise<T> {
  const given = works.get(sql)
  if (!given) return await (sql as Database).transaction(tx => within(tx, label, work))
  await given.step(label)
  return await work(given)
}

function noSql(): never {
  throw new Error('bug: SQL in the simulation; a storage file has no twin')
}
