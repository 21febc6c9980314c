/** Programs that are measured or measured against, each kept on a core of its own kind. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Closers } from './closers.ts'

/** The service has a core for itself; driver, Amazon and PostgreSQL share the other, as they do for the peer. */
export const serviceCore = 0
export const otherCore = 1

export type Program = {
  readonly name: string
  readonly core: number
  readonly command: readonly [file: string, ...args: string[]]
  readonly env: Readonly<Record<string, string>>
}

export type Running = {
  readonly pid: number
  readonly url: string
  /** Takes it off its core until it is resumed. */
  pause(): void
  resume(): void
}

/**
 * Starts a program of this project and waits for the line that names its address. One that ends by itself is told, with
 * its last words.
 */
export async function start(closers: Closers, program: Program): Promise<Running> {
  let ending = false
  const child = closers.opening(
    () => spawnOn(program),
    async begun => {
      ending = true
      await stop(begun)
    },
  )
  const lastWords = collect(child)
  child.once('close', (code, signal) => {
    if (!ending) console.error(`${program.name} ended by itself (${code ?? signal}):\n${lastWords.join('')}`)
  })
  const url = await addressOf(child)
  if (url === undefined || child.pid === undefined) throw new Error(`${program.name} did not start`)
  return {
    pid: child.pid,
    url,
    pause: () => {
      // One that is to end must be able to.
      if (!ending) child.kill('SIGSTOP')
    },
    resume: () => void child.kill('SIGCONT'),
  }
}

/** In a session of its own, so that Ctrl-C reaches this process alone, which then ends all others. */
function spawnOn({ core, command, env }: Program) {
  const { PATH = '' } = process.env
  return spawn('taskset', ['-c', String(core), process.execPath, ...command], {
    env: { PATH, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
}

function collect({ stderr }: ReturnType<typeof spawnOn>): string[] {
  const lastWords: string[] = []
  stderr.setEncoding('utf8').on('data', text => {
    lastWords.push(text)
    lastWords.splice(0, lastWords.length - 20)
  })
  return lastWords
}

async function addressOf({ stdout }: ReturnType<typeof spawnOn>): Promise<string | undefined> {
  for await (const line of createInterface(stdout)) {
    const url = /^(?:Service: )?(https?:\/\/\S+)$/.exec(line)?.[1]
    if (url === undefined) continue
    stdout.resume()
    return url
  }
  return undefined
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  // It may have been paused while others were measured.
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
