/** How the service connects to PostgreSQL, and what every connection is set to. */
import pg from 'pg'

/** Where the server is; `current()` is asked at each new connection because an embedded server may move. */
export type ConnectionSource = { readonly current: () => pg.ClientConfig }

/** A connection to where the server is now. */
export function connectTo({ current }: ConnectionSource): pg.ClientConfig {
  return { ...current(), ...clientSettings }
}

const settings = {
  // A statement is planned once a connection, maybe while its table is small: to read all of it must not look cheap then.
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  // Nothing here is worth compiling, and a long line looks dear enough for it.
  jit: 'off',
  // What is acknowledged here must survive a power cut, also where a foreign server does not ask for that.
  synchronous_commit: 'on',
}

const clientSettings: pg.ClientConfig = {
  application_name: 'login-and-receive',
  statement_timeout: 15_000,
  lock_timeout: 3_000,
  // Nobody thinks in a transaction: who is silent in one is frozen, and others wait for its locks.
  idle_in_transaction_session_timeout: 5_000,
  options: Object.entries(settings)
    .map(setting => `-c ${setting.join('=')}`)
    .join(' '),
  keepAlive: true,
  // For `last` alone; whoever queries otherwise waits for the answer.
  pipeline: true,
  types: { getTypeParser: typeParser },
}

function typeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === pg.types.builtins.INT8) return safeInteger
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error('bug: a bigint beyond 2^53 came back')
  return value
}
