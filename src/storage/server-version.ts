/** What a server must be like for this service. */
import { DomainError } from '../domain/errors.ts'

type Query = <Row extends object>(text: string) => Promise<Row[]>

/** PostgreSQL 15: the oldest version whose SQL this project uses. */
const oldestServer = 150_000

/** Throws `configuration` for a server that is too old, forgets in a power cut what it acknowledged, or cannot keep every name. */
export async function requireServer(query: Query): Promise<void> {
  const [row] = await query<{ version: number; isDurable: boolean; encoding: string }>(
    `select current_setting('server_version_num')::int as version,
       current_setting('synchronous_commit') <> 'off' as "isDurable", current_setting('server_encoding') as encoding`,
  )
  if (row && row.version < oldestServer) {
    throw new DomainError(
      'configuration',
      'DATABASE_URL: the server is older than PostgreSQL 15; use 15 or newer',
    )
  }
  if (row && row.encoding !== 'UTF8') {
    throw new DomainError(
      'configuration',
      `DATABASE_URL: the database is ${row.encoding} and cannot keep every name; make one with encoding 'UTF8' template template0`,
    )
  }
  if (row?.isDurable) return
  throw new DomainError(
    'configuration',
    'DATABASE_URL: a pooler drops the options of our connections and the server runs with synchronous_commit off; switch it on there',
  )
}
