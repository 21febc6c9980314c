/** Connections that are kept and given out again, as long as the server behind them can be worked with. */
import pg from 'pg'
import { isReadOnly } from './unavailable.ts'

/** A pool of at most so many connections; `connection` is asked at each new one. */
export function poolOf(max: number, connection: () => pg.ClientConfig): pg.Pool {
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
  // The others lead to the same server, and each would fail the work of somebody before it went.
  pool.on('release', error => {
    if (isReadOnly(error)) void dropIdle(pool)
  })
  return pool
}

async function dropIdle(pool: pg.Pool): Promise<void> {
  const idle = Array.from({ length: pool.idleCount }, () => pool.connect())
  for (const taken of await Promise.allSettled(idle))
    if (taken.status === 'fulfilled') taken.value.release(true)
}
