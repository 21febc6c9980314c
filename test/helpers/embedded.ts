/**
 * What the tests of the embedded PostgreSQL share: directories, programs to kill, and which server processes a
 * directory has. It does not use the launcher's own way of finding them.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type EmbeddedServer, openEmbedded } from '../../src/storage/embedded/server.ts'

type Connection = EmbeddedServer['connection']

export const PROGRAM = fileURLToPath(new URL('embedded-program.ts', import.meta.url))

/** A directory that the server's user can reach, removed with whatever still runs in it when the test is over. */
export function dataDir(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'embedded-test-'))
  chmodSync(dir, 0o711)
  t.after(async () => {
    const ending = postgresProcesses(dir)
    for (const pid of postmasters(dir)) process.kill(pid, 'SIGQUIT')
    // Not of others: a service that still runs brings its server back, and is ended after this.
    const left = () => postgresProcesses(dir).filter(pid => ending.includes(pid))
    await eventually(async () => assert.deepEqual(left(), []))
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 })
  })
  return dir
}

/** Opens the server and closes it after the test, however that ends: an open one keeps the test run alive. */
export async function open(
  t: TestContext,
  ...args: Parameters<typeof openEmbedded>
): Promise<EmbeddedServer> {
  const server = await openEmbedded(...args)
  t.after(() => server.close().catch(() => {}))
  return server
}

type Program = { connection: Connection; kill(): Promise<void>; leave(): Promise<void> }

export async function startProgram(t: TestContext, dir: string): Promise<Program> {
  const child = spawn(process.execPath, [PROGRAM, dir], { stdio: ['pipe', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const [line] = await once(createInterface(child.stdout), 'line')
  return {
    connection: JSON.parse(line),
    kill: () => end(child, () => child.kill('SIGKILL')),
    leave: () => end(child, () => child.stdin.end()),
  }
}

/** Process ids of the servers started on the cluster in `dir`. A backend bears its server's name until it sets its own. */
export function postmasters(dir: string): number[] {
  const isServer = (pid: string) => commandLine(pid).includes(`\0-D\0${dir}/cluster\0`)
  return processes(pid => isServer(pid) && !isServer(parentOf(pid)))
}

function parentOf(pid: string): string {
  return /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? ''
}

/** The same with every backend: PostgreSQL works in the directory of its cluster. One that is exiting has no memory. */
export function postgresProcesses(dir: string): number[] {
  return processes(pid => readlinkSync(`/proc/${pid}/cwd`) === `${dir}/cluster` && commandLine(pid) !== '')
}

function commandLine(pid: string): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
}

/** Process ids of whatever `belongs` says yes to; what is gone when it is looked at does not count. */
export function processes(belongs: (pid: string) => boolean): number[] {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return pids.filter(pid => attempt(() => belongs(pid))).map(Number)
}

/** A process may be gone before it is looked at. */
function attempt(look: () => boolean): boolean {
  try {
    return look()
  } catch {
    return false
  }
}

async function end(child: ChildProcess, how: () => void): Promise<void> {
  const exit = once(child, 'exit')
  how()
  await exit
}

export async function query(connection: Connection, text: string): Promise<unknown[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

export async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 10_000
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await setTimeout(10)
    }
  }
}
