/**
 * The project's two programs as a stranger runs them: real child processes with an environment of their own, and
 * which processes they leave behind. What they print is judged by the tests.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { postgresProcesses, processes } from './embedded.ts'

/** What cleans up in the end: a test, or a program of its own. */
export type Scope = { after(work: () => void | Promise<void>): void }

export type Variables = Readonly<Record<string, string>>

export type Program = {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  /** The exit code, or the name of the signal that ended it. */
  readonly exit: Promise<number | string>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const longestMs = 30_000

/** Runs a command in the checkout with `variables` and nothing else of ours but PATH and HOME. */
export function run(t: Scope, command: readonly string[], variables: Variables, input = ''): Program {
  const [file = '', ...args] = command
  const { PATH = '', HOME = '' } = process.env
  // Saves half of a start, but npm is there to be timed.
  const cache = file === 'npm' ? {} : { NODE_COMPILE_CACHE: join(tmpdir(), 'program-test-compile-cache') }
  const env = { PATH, HOME, ...cache, ...variables }
  // A group of its own, so that a test can press Ctrl-C for all of it.
  const child = spawn(file, args, { cwd: root, env, detached: true })
  t.after(() => void child.kill('SIGKILL'))
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (part: string) => {
      texts[name] += part
    })
  }
  child.stdin.on('error', () => {}).end(input)
  const exit = new Promise<number | string>(resolve => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'))
  })
  return { child, stdout: () => texts.stdout, stderr: () => texts.stderr, exit }
}

/** A data directory that is removed after the test, with every process that still uses it. */
export function dataDir(t: Scope): string {
  const dir = mkdtempSync(join(tmpdir(), 'program-test-'))
  chmodSync(dir, 0o711)
  t.after(async () => {
    // Servers last, because a service brings a lost one back.
    for (const pid of programsOf(dir)) process.kill(pid, 'SIGKILL')
    for (const pid of postgresProcesses(dir)) end(pid)
    await eventually(() => postgresProcesses(dir).length === 0)
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 })
  })
  return dir
}

/** Every process that lives on the directory: npm, service, emulator, command line, PostgreSQL and its backends. */
export function processesOf(dir: string): number[] {
  return [...programsOf(dir), ...postgresProcesses(dir)]
}

/** Waits until `happened`, at most 30 seconds, and throws `what` otherwise. */
export async function eventually(happened: () => boolean | Promise<boolean>, what = () => ''): Promise<void> {
  const deadline = performance.now() + longestMs
  while (!(await happened())) {
    if (performance.now() > deadline) throw new Error(`it did not happen in time: ${what()}`)
    await setTimeout(10)
  }
}

function programsOf(dir: string): number[] {
  return processes(pid => `\0${readFileSync(`/proc/${pid}/environ`, 'utf8')}`.includes(`\0DATA_DIR=${dir}\0`))
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT')
  } catch {
    // It ended with the server.
  }
}
