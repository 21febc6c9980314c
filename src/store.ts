/** The database of a program, service or command line: embedded or foreign, migrated, stamped, accounts registered. */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from './config/config.ts'
import { DomainError } from './domain/errors.ts'
import type { Log } from './services/context.ts'
import type { ConnectionSource } from './storage/connection.ts'
import { type Database, openDatabase } from './storage/database.ts'
import { createDataDir, resolveDataDir } from './storage/embedded/data-dir.ts'
import { openEmbedded } from './storage/embedded/server.ts'
import { type EvidenceKeys, stampEnvironment, stampEvidenceKeys } from './storage/installation.ts'
import { migrate } from './storage/migrate.ts'
import { register } from './storage/partner-account.ts'

export type Store = { readonly database: Database; close(): Promise<void> }

/**
 * The directory for everything this installation keeps on this machine. With a database of its own to run, it must be
 * within that server's reach; beside a foreign one only the emulator needs it, so nothing else is made.
 */
export function prepareDataDir({ amazonEnv, dataDir, databaseUrl }: Config): {
  dir: string
  notice: string | null
} {
  const checkout = fileURLToPath(new URL('..', import.meta.url))
  if (databaseUrl !== null) {
    const dir = resolve(checkout, dataDir ?? '.data')
    if (amazonEnv === 'emulator') createDataDir(dir)
    return { dir, notice: null }
  }
  const resolved = resolveDataDir({ configured: dataDir ?? undefined, checkout })
  if (!resolved.ok) throw new DomainError('configuration', `DATA_DIR: ${resolved.reason}; ${resolved.fix}`)
  createDataDir(resolved.dir)
  return resolved
}

/** Opens the database ready for use. Throws `configuration` when it belongs to another environment. */
export async function openStore(config: Config, dir: string, keys: EvidenceKeys, log: Log): Promise<Store> {
  const server = config.databaseUrl === null ? await openServer(dir, log) : foreignServer(config.databaseUrl)
  try {
    const database = await openDatabase(server).catch(cause => {
      throw config.databaseUrl === null ? cause : unusable(cause)
    })
    await prepare(database, config, keys).catch(async error => {
      await database.close()
      throw refusal(error)
    })
    return { database, close: () => database.close().then(server.close) }
  } catch (error) {
    await server.close()
    throw error
  }
}

async function prepare(
  database: Database,
  { amazonEnv, accounts }: Config,
  keys: EvidenceKeys,
): Promise<void> {
  await migrate(database)
  await stampEnvironment(database, amazonEnv)
  await stampEvidenceKeys(database, keys)
  for (const account of accounts) await register(database, account)
}

type Server = ConnectionSource & { close(): Promise<void> }

async function openServer(dir: string, log: Log): Promise<Server> {
  const onLost = (error: Error) =>
    log.error({ reason: error.message }, 'the embedded PostgreSQL is being brought back')
  const embedded = await openEmbedded(dir, { durable: true, onLost })
  return { current: () => embedded.connection, close: () => embedded.close() }
}

/** The driver's message names host, user or database, never the password. */
function unusable(error: Error): DomainError {
  if (error instanceof DomainError && error.code !== 'unavailable') return error
  const { message, code } = (error.cause ?? error) as NodeJS.ErrnoException
  return new DomainError('configuration', `DATABASE_URL: no database can be used there: ${message || code}`, {
    cause: error,
  })
}

/** What a user of a foreign database may lack, by SQLSTATE. */
const lacks: Readonly<Record<string, string>> = {
  // insufficient_privilege
  '42501': 'its user may not make tables there; make it the owner: alter database NAME owner to USER',
  // read_only_sql_transaction
  '25006': 'it is read-only, as a replica is; name the primary',
}

function refusal(error: Error): Error {
  const { code } = (error.cause ?? error) as NodeJS.ErrnoException
  const reason = lacks[String(code)]
  return reason ? new DomainError('configuration', `DATABASE_URL: ${reason}`, { cause: error }) : error
}

function foreignServer(connectionString: string): Server {
  return { current: () => ({ connectionString }), close: async () => {} }
}
