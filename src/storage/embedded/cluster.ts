/**
 * The database cluster of the embedded PostgreSQL: the directory `cluster` in DATA_DIR and the password of its
 * superuser. It exists whole or not at all. Running it is the business of embedded-process.ts.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serverUser } from './server-user.ts'

export const SUPERUSER = 'postgres'

const UNFINISHED = 'unfinished-cluster-'

export function clusterDir(dir: string): string {
  return join(dir, 'cluster')
}

export function readPassword(dir: string): string {
  return readFileSync(join(dir, 'password'), 'utf8')
}

/** Makes the cluster unless it exists. Call under the lock of `dir`. `durable` false leaves out every fsync. */
export async function ensureCluster(options: {
  dir: string
  binaries: string
  durable: boolean
}): Promise<void> {
  const { dir } = options
  await removeUnfinished(dir)
  if (existsSync(clusterDir(dir))) return
  const password = randomBytes(32).toString('base64url')
  writeFileSync(join(dir, 'password'), password, { mode: 0o600, flush: true })
  const unfinished = mkdtempSync(join(dir, UNFINISHED))
  try {
    await initdb({ ...options, unfinished, password })
    renameSync(join(unfinished, 'cluster'), clusterDir(dir))
    if (options.durable) syncDirectory(dir)
  } finally {
    await rm(unfinished, { recursive: true })
  }
}

/**
 * Left by a program that was killed. Its initdb may still be writing and make this fail: then the next start
 * removes it. The new cluster gets a name of its own, so the two never meet.
 */
async function removeUnfinished(dir: string): Promise<void> {
  const names = readdirSync(dir).filter(name => name.startsWith(UNFINISHED))
  for (const name of names) await rm(join(dir, name), { recursive: true, force: true }).catch(() => {})
}

async function initdb(options: {
  binaries: string
  durable: boolean
  unfinished: string
  password: string
}): Promise<void> {
  const { unfinished } = options
  const passwordFile = join(unfinished, 'password')
  writeFileSync(passwordFile, options.password, { mode: 0o600 })
  giveToServer(unfinished, passwordFile)
  const args = [
    `--pgdata=${join(unfinished, 'cluster')}`,
    `--pwfile=${passwordFile}`,
    `--username=${SUPERUSER}`,
  ]
  args.push('--auth=scram-sha-256', '--no-locale', '--encoding=UTF8')
  if (!options.durable) args.push('--no-sync')
  // Without an environment the server's defaults do not depend on who started it first; its clock reads UTC.
  const environment = { ...serverUser(), cwd: '/', env: { TZ: 'UTC' } }
  await promisify(execFile)(join(options.binaries, 'initdb'), args, environment).catch(explain)
}

function giveToServer(...paths: string[]): void {
  const user = serverUser()
  if (user) for (const path of paths) chownSync(path, user.uid, user.gid)
}

function explain(cause: Error & { stderr?: string }): never {
  const noUser = /could not look up effective user ID/.test(cause.stderr ?? '')
  const reason = noUser
    ? 'the user of this program has no entry in /etc/passwd'
    : cause.stderr || cause.message
  const fix = 'set DATABASE_URL to a PostgreSQL server, or start the service as another user'
  throw new Error(`The embedded PostgreSQL could not make its database: ${reason.trim()}; ${fix}`, { cause })
}

/** The rename must be on the disk before the first commit is: PostgreSQL syncs only what is inside. */
function syncDirectory(dir: string): void {
  const descriptor = openSync(dir, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
