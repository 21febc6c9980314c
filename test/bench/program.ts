/** Programs that are measured or measured against, each kept on a core of its own kind. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** The service has a core for itself; driver, Amazon and PostgreSQL share the other, as they do for the peer. */
export const serviceCore = 0
export const otherCore = 1

export type Running = { readonly pid: number; readonly url: string; stop(): Promise<void> }

/** Starts a program of this project and waits for the line that names its address. */
export async function start(
  core: number,
  [file, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<Running> {
  const { PATH = '' } = process.env
  const command = ['-c', String(core), process.execPath, file, ...args]
  const child = spawn('taskset', command, {
    env: { PATH, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lastWords: string[] = []
  child.stderr.setEncoding('utf8').on('data', text => {
    lastWords.splice(0, lastWords.length - 20, text)
  })
  const url = await addressOf(child)
  if (url === undefined || child.pid === undefined)
    throw new Error(`${file} did not start:\n${lastWords.join('')}`)
  return { pid: child.pid, url, stop: () => stop(child) }
}

async function addressOf({ stdout }: ChildProcess): Promise<string | undefined> {
  if (!stdout) throw new Error('bug: the output is piped')
  for await (const line of createInterface(stdout)) {
    const url = /^(?:Service: )?(https?:\/\/\S+)$/.exec(line)?.[1]
    if (url !== undefined) return url
  }
  return undefined
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  // It may have been stopped while others were measured.
  child.kill('SIGCONT')
  await exit
}

/** Keeps this process, and whatever it starts, off the service's core. Throws where that is not possible. */
export function leaveServiceCore(): void {
  const { status } = spawnSync('taskset', ['-acp', String(otherCore), String(process.pid)])
  if (status !== 0)
    throw new Error('taskset and two cores are needed: install util-linux, give the machine two cores')
}

/** User and system time in microseconds of the processes and of their children that ended (proc(5), stat). */
export function cpuMicroseconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ticksOf(pid), 0) * 10_000
}

function ticksOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  } catch {
    // A connection of PostgreSQL that has just ended; its server counts it.
    return 0
  }
}
