// Runs the emulator as the program it is, for tests of its life and death.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/emulator/main.ts', import.meta.url))

export interface Program {
  readonly child: ChildProcess
  readonly url: string
  readonly stdout: () => string
}

/** A data directory that goes when the test ends. */
export function dataDirFor(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'emulator-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

export function spawnProgram(
  t: TestContext,
  dataDir: string,
  args: readonly string[] = [],
  environment = {},
): ChildProcess {
  const env = { ...process.env, EMULATOR_PORT: '0', DATA_DIR: dataDir, ...environment }
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  t.after(() => child.kill('SIGKILL'))
  return child
}

/** Starts it and waits for its one line. */
export async function startProgram(t: TestContext, dataDir: string, ...args: string[]): Promise<Program> {
  const child = spawnProgram(t, dataDir, args)
  let output = ''
  await new Promise<void>((resolve, reject) => {
    child.once('exit', code => reject(new Error(`the emulator exited with ${code}`)))
    child.stdout?.on('data', chunk => {
      output += chunk
      if (output.includes('\n')) resolve()
    })
  })
  const url = /http:\S+/.exec(output)?.[0] ?? ''
  return { child, url, stdout: () => output }
}

/** Ends it with a signal and returns its exit code, or the signal that killed it. */
export async function stopProgram(
  child: ChildProcess,
  ...signals: NodeJS.Signals[]
): Promise<number | string | null> {
  const exit = exitOf(child)
  for (const signal of signals) child.kill(signal)
  return exit
}

export async function exitOf(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode !== null) return child.exitCode
  const [code, signal] = await once(child, 'exit', { signal: AbortSignal.timeout(10_000) })
  return code ?? signal
}
