/**
 * The PostgreSQL server of a test run: the one named by DATABASE_URL, else a throw-away server of our own. The test
 * processes find it in TEST_DATABASE_URL; database.ts makes databases on it. TEST_TEMPLATE names one with
 * the schema, to begin with a copy of it.
 */
import { statfsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../../src/storage/database.ts'
import { type EmbeddedServer, openEmbedded } from '../../src/storage/embedded/server.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

const compileCache = fileURLToPath(new URL('../../node_modules/.cache/test', import.meta.url))

const memory = '/dev/shm'
/** The type that statfs(2) tells of a tmpfs. */
const tmpfs = 0x01021994
/** Many times what the server takes. */
const enoughBytes = 4 * 1024 ** 3

type ThrowAway = { server: EmbeddedServer; dir: string }

let throwAway: ThrowAway | null = null
let template: TestDatabase | null = null

export async function globalSetup(): Promise<void> {
  if (!process.env.DATABASE_URL) throwAway = await openThrowAway()
  process.env.TEST_DATABASE_URL = throwAway ? urlOf(throwAway.server) : process.env.DATABASE_URL
  template = await createTemplate()
  process.env.TEST_TEMPLATE = new URL(template.url).pathname.slice(1)
  // Halves the start of each test file; what coverage counts would be less exact with it.
  if (!process.env.NODE_V8_COVERAGE) process.env.NODE_COMPILE_CACHE = compileCache
}

export async function globalTeardown(): Promise<void> {
  await template?.drop()
  await throwAway?.server.close()
  if (throwAway) await rm(throwAway.dir, { recursive: true })
}

/** To migrate costs as much as all else that a test's database needs. */
async function createTemplate(): Promise<TestDatabase> {
  const made = await createTestDatabase()
  const database = await openDatabase({ current: () => ({ connectionString: made.url }) })
  await migrate(database)
  await database.close()
  return made
}

/**
 * Lives in memory where there is room: each database is hundreds of files, and some file systems, when thousands have
 * just been removed, look so long for a place for the next that it was a sixth of the whole run.
 */
async function openThrowAway(): Promise<ThrowAway> {
  const dir = await mkdtemp(join(hasRoom() ? memory : tmpdir(), 'login-and-receive-test-'))
  await chmod(dir, 0o711) // root's server runs as another user and must get in
  return { dir, server: await openEmbedded(dir, { durable: false }) }
}

function hasRoom(): boolean {
  try {
    const { type, bavail, bsize } = statfsSync(memory)
    return type === tmpfs && bavail * bsize >= enoughBytes
  } catch {
    return false
  }
}

function urlOf({ connection }: EmbeddedServer): string {
  const { host, port, user, password, database } = connection
  return `postgres://${user}:${password}@${host}:${port}/${database}`
}
