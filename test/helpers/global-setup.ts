/**
 * The PostgreSQL server of a test run: the one named by DATABASE_URL, else a throw-away server of our own. The test
 * processes find it in TEST_DATABASE_URL; database.ts makes databases on it.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedServer, openEmbedded } from '../../src/storage/embedded/server.ts'

type ThrowAway = { server: EmbeddedServer; dir: string }

let throwAway: ThrowAway | null = null

export async function globalSetup(): Promise<void> {
  if (!process.env.DATABASE_URL) throwAway = await openThrowAway()
  process.env.TEST_DATABASE_URL = throwAway ? urlOf(throwAway.server) : process.env.DATABASE_URL
}

export async function globalTeardown(): Promise<void> {
  await throwAway?.server.close()
  if (throwAway) await rm(throwAway.dir, { recursive: true })
}

async function openThrowAway(): Promise<ThrowAway> {
  const dir = await mkdtemp(join(tmpdir(), 'login-and-receive-test-'))
  await chmod(dir, 0o711) // root's server runs as another user and must get in
  return { dir, server: await openEmbedded(dir, { durable: false }) }
}

function urlOf({ connection }: EmbeddedServer): string {
  const { host, port, user, password, database } = connection
  return `postgres://${user}:${password}@${host}:${port}/${database}`
}
