/**
 * Databases of their own for tests, made on the server that global-setup.ts published. What is in them is the
 * business of the tests.
 */
import { randomBytes } from 'node:crypto'
import pg from 'pg'

export type TestDatabase = { url: string; drop(): Promise<void> }

/** Creates an empty database, or a copy of `template`, which nobody may be connected to. */
export async function createTestDatabase(template = 'template0'): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  // A copy of files costs this server, which syncs nothing, less than a log of every page, and its removal half.
  await run(`create database ${name} template ${pg.escapeIdentifier(template)} strategy file_copy`)
  return { url: urlOf(name), drop: () => run(`drop database if exists ${name} with (force)`) }
}

/** A copy of a database as it is now, as a backup would have kept it; who is idle in it is disconnected. */
export async function copyTestDatabase(url: string): Promise<TestDatabase> {
  const template = new URL(url).pathname.slice(1)
  await run(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = ${pg.escapeLiteral(template)}`,
  )
  return await createTestDatabase(template)
}

function urlOf(database: string): string {
  const url = new URL(adminUrl())
  url.pathname = `/${database}`
  return url.href
}

function adminUrl(): string {
  const url = process.env.TEST_DATABASE_URL
  if (url) return url
  throw new Error('No test server: run node --test with --test-global-setup=test/helpers/global-setup.ts')
}

async function run(statement: string): Promise<void> {
  const client = new pg.Client(adminUrl())
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
