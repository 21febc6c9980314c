/**
 * The server process of the embedded PostgreSQL: finding it, launching it on a given port, stopping it. When to do
 * which, and the connections to it, belong to embedded-server.ts.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { clusterDir } from './cluster.ts'
import { serverUser } from './server-user.ts'

export type ServerProcess = { pid: number; port: number }

const STOP_WAIT_MS = 30_000
const POLL_MS = 10

/** The server that runs on the cluster of `dir`, ready or not, or null. */
export function findServer(dir: string): ServerProcess | null {
  const recorded = readPidFile(dir)
  return recorded && isServer(recorded.pid, dir) ? recorded : null
}

/**
 * Launches the server in a session of its own, so that Ctrl-C or the death of this program does not end it.
 * It listens on loopback only and may not be ready yet, or may fail and exit. Call under the lock of `dir`.
 */
export async function launchServer(options: {
  dir: string
  binaries: string
  durable: boolean
  port: number
}): Promise<ChildProcess> {
  const { dir } = options
  removeEmptyPidFile(dir)
  const log = openSync(join(dir, 'postgresql.log'), 'a', 0o600)
  const server = spawn(join(options.binaries, 'postgres'), serverArguments(options), {
    ...serverUser(),
    cwd: '/',
    detached: true,
    env: environment(dir),
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  server.unref()
  await once(server, 'spawn')
  return server
}

/** Ends every connection, writes everything to disk and returns when the process is gone ("fast shutdown"). */
export async function stopServer(dir: string, pid: number): Promise<void> {
  const deadline = performance.now() + STOP_WAIT_MS
  process.kill(pid, 'SIGINT')
  while (isServer(pid, dir)) {
    if (performance.now() > deadline)
      throw new Error(`PostgreSQL (process ${pid}) did not stop in 30 seconds`)
    await setTimeout(POLL_MS)
  }
}

/** The end of the server's log, for an error message. */
export function logTail(dir: string): string {
  return readFileSync(join(dir, 'postgresql.log'), 'utf8').trimEnd().split('\n').slice(-5).join('\n')
}

/** postmaster.pid: process id on its first line, port on its fourth (PostgreSQL, src/include/utils/pidfile.h). */
function readPidFile(dir: string): ServerProcess | null {
  try {
    const lines = readFileSync(pidFile(dir), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function pidFile(dir: string): string {
  return join(clusterDir(dir), 'postmaster.pid')
}

/** Asked by command line: a recycled process id is another program, and a zombie has no command line. */
function isServer(pid: number, dir: string): boolean {
  return `${commandLine(pid)} `.includes(` -D ${clusterDir(dir)} `)
}

function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' }).trimEnd()
  } catch {
    return ''
  }
}

function serverArguments(options: { dir: string; durable: boolean; port: number }): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // Statements and details carry account ids; the program that sent them gets them in its error anyway.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(options.durable ? DURABLE : THROW_AWAY),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', clusterDir(options.dir), '-p', `${options.port}`, ...flags]
}

const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }
const THROW_AWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/**
 * PostgreSQL does not start while the process of a stale postmaster.pid lives, though it may be any program by
 * now. PG_GRANDPARENT_PID is its own way to be told so (src/backend/utils/init/miscinit.c, CreateLockFile). The file
 * itself must stay: through it the server finds out whether a killed predecessor left backends that still write.
 */
function environment(dir: string): Record<string, string> {
  const stale = readPidFile(dir)
  return stale ? { TZ: 'UTC', PG_GRANDPARENT_PID: `${stale.pid}` } : { TZ: 'UTC' }
}

/** A server killed before it wrote its first line leaves an empty file, over which the next one would stop. */
function removeEmptyPidFile(dir: string): void {
  const file = pidFile(dir)
  if (statSync(file, { throwIfNoEntry: false })?.size === 0) rmSync(file)
}
