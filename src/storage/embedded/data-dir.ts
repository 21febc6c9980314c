/**
 * DATA_DIR: where it is, whether the embedded PostgreSQL can use it, and making it. What lies inside belongs to
 * the parts that put it there; reading the environment belongs to the entry points.
 */
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { DomainError } from '../../domain/errors.ts'
import { type ServerUser, serverUser } from './server-user.ts'

export type DataDir =
  | { ok: true; dir: string; notice: string | null }
  | { ok: false; reason: string; fix: string }

/**
 * Where the data goes: the configured directory (relative to the checkout), else `.data` in the checkout, else,
 * for root in a checkout that the server's user cannot reach, a directory of its own under /var/lib, with a
 * notice to print at start. Creates nothing. A configured directory that cannot work is refused with the reason.
 */
export function resolveDataDir(options: { configured: string | undefined; checkout: string }): DataDir {
  const { configured, checkout } = options
  const dir = resolve(checkout, configured || '.data')
  const reason = unreachable(dir)
  if (reason === null) return { ok: true, dir, notice: null }
  if (configured)
    return { ok: false, reason, fix: `choose another DATA_DIR, or run the service as an ordinary user` }
  const fallback = join('/var/lib/login-and-receive', pathHash(checkout))
  return { ok: true, dir: fallback, notice: `Data is kept in ${fallback}, because ${reason}` }
}

/** Why the server's user cannot get into `dir` (or into where it would be made), naming the directory that blocks. */
export function unreachable(dir: string): string | null {
  const user = serverUser()
  const blocking = user && pathTo(realPath(dir)).find(path => existsSync(path) && !canEnter(path, user))
  return blocking
    ? `${blocking} is closed to uid ${user.uid}, as which PostgreSQL runs when the service is started by root`
    : null
}

/**
 * Makes the directory and what is missing above it, whatever the umask: others may pass through, not look. Throws
 * `configuration` where none can be made.
 */
export function createDataDir(dir: string): void {
  try {
    makeDirectory(dir, each => chmodSync(each, 0o711))
  } catch (cause) {
    const reason = (cause as Error).message
    throw new DomainError('configuration', `DATA_DIR: ${dir} cannot be made: ${reason}; choose another`, {
      cause,
    })
  }
}

/**
 * Makes the directory and what is missing above it, one by one: in a directory that takes none, such as /proc, Node's
 * own recursive way never returns. `made` hears of each that was missing.
 */
export function makeDirectory(dir: string, made: (dir: string) => void = () => {}): void {
  if (isDirectory(dir)) return
  makeDirectory(dirname(dir), made)
  try {
    mkdirSync(dir)
  } catch (error) {
    // Another program that starts at the same time may have been first.
    if (!isDirectory(dir)) throw error
  }
  made(dir)
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function pathHash(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16)
}

function pathTo(dir: string): string[] {
  return dirname(dir) === dir ? [dir] : [...pathTo(dirname(dir)), dir]
}

/** Symbolic links resolved as far as the path exists: permissions count where a link leads. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realPath(dirname(path)), basename(path))
}

function canEnter(dir: string, user: ServerUser): boolean {
  const { mode, uid, gid } = statSync(dir)
  const execute = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
  return (mode & execute) !== 0
}
