/** A PostgreSQL of the system, as a customer runs one: durable, and not the service's to start or stop. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../helpers/behind-tls.ts'
import { processes } from '../helpers/embedded.ts'
import type { Scope } from '../helpers/program.ts'
import type { Need } from './needs.ts'
import { killAll } from './process.ts'

export type ForeignServer = {
  readonly url: string
  /** Starts it and waits until it takes connections. */
  start(): Promise<void>
  /** SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one. */
  stop(signal: NodeJS.Signals): Promise<void>
  /** With all its backends at once. */
  kill(): Promise<void>
}

/** The oldest that the service supports. */
const oldest = 15
/** PostgreSQL refuses to run as root. */
const nobody = { uid: 65_534, gid: 65_534 }

export const postgresqlServer: Need = {
  name: `PostgreSQL ${oldest} or newer with its server programs, found by pg_config`,
  for: 'a database that is not the service’s own',
  met: () => {
    try {
      const [, version = '0'] = /(\d+)/.exec(program('postgres', '--version')) ?? []
      return Number(version) >= oldest
    } catch {
      return false
    }
  },
}

function program(name: string, ...args: readonly string[]): string {
  return execFileSync(join(binDir(), name), args, { encoding: 'utf8' })
}

function binDir(): string {
  return execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim()
}

/** An empty cluster in `parent`, which the server's user must be able to reach; a throw-away one unless set. */
export async function openForeignServer(scope: Scope, parent?: string): Promise<ForeignServer> {
  const dir = join(parent ?? throwAwayDir(scope), 'foreign')
  mkdirSync(dir)
  execFileSync('chown', ['-R', `${nobody.uid}:${nobody.gid}`, dir])
  const initdb = ['-D', join(dir, 'data'), '-U', 'service', '--auth=trust', '--no-locale', '-E', 'UTF8']
  execFileSync(join(binDir(), 'initdb'), initdb, { ...nobody, cwd: dir, stdio: 'ignore' })
  const port = await freePort()
  const url = `postgres://service@127.0.0.1:${port}/postgres`
  let child: ChildProcess | null = null
  let isOver = false
  const stop = async (signal: NodeJS.Signals) => {
    const running = child
    child = null
    if (!running || running.exitCode !== null) return
    const exit = once(running, 'exit')
    running.kill(signal)
    await exit
  }
  scope.after(() => {
    isOver = true
    return stop('SIGQUIT')
  })
  const server = {
    url,
    stop,
    kill: async () => {
      const backends = processes(pid => readlinkSync(`/proc/${pid}/cwd`) === join(dir, 'data'))
      await stop('SIGKILL')
      killAll(backends)
    },
    start: async () => {
      // One that was killed is not gone before its last backend is; until then a new one refuses to start.
      while (!(await answers(url))) {
        if (isOver) throw new Error('the scenario is over')
        if (child === null || child.exitCode !== null) child = launch(dir, port)
        await sleep(50)
      }
    },
  }
  await server.start()
  return server
}

function throwAwayDir(scope: Scope): string {
  const dir = mkdtempSync(join(tmpdir(), 'foreign-server-'))
  chmodSync(dir, 0o711)
  scope.after(() => rmSync(dir, { recursive: true, force: true, maxRetries: 10 }))
  return dir
}

function launch(dir: string, port: number): ChildProcess {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=100']
  const args = ['-D', join(dir, 'data'), '-p', String(port), ...settings.flatMap(setting => ['-c', setting])]
  return spawn(join(binDir(), 'postgres'), args, { ...nobody, cwd: dir, stdio: 'ignore' })
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
