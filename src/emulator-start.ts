/** Starting the emulator's program and waiting until it is found, as long as it tells that it gets on. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { DomainError } from './domain/errors.ts'
import { makeDirectory } from './storage/embedded/data-dir.ts'

export type EmulatorSettings = {
  readonly port: number
  readonly dataDir: string
  readonly region: string
  readonly amountUnit: string
  readonly funds: string
  readonly seed: string | null
  readonly record: string | null
}

/** It says once a second how far it has read a long log, and then nothing while it makes its memory of it. */
const silenceMs = 60_000
/** One that lost the race against another service's finds the winner's in a moment; both write into one log. */
const raceMs = 2_000

type Find = () => Promise<string | null>

/** The URL at which `find` finds it. What does not get on, or is waited for no more, is ended: throws `unavailable`. */
export async function startEmulator(
  settings: EmulatorSettings,
  find: Find,
  stopping?: AbortSignal,
): Promise<string> {
  const directory = join(settings.dataDir, 'emulator')
  makeDirectory(directory)
  const log = join(directory, 'output.log')
  const child = spawnEmulator(settings, log)
  const url = await waitFor(child, log, find, stopping)
  if (url !== null) return url
  // While it reads it hears no other signal; it has answered nobody yet, so nothing is lost.
  child.kill('SIGKILL')
  const reason = `no emulator; the end of ${log}: ${lastLine(log) || 'it is silent'}`
  throw new DomainError('unavailable', `EMULATOR_PORT: ${reason}`)
}

function spawnEmulator(settings: EmulatorSettings, log: string): ChildProcess {
  const { port, dataDir, region, amountUnit, funds, seed, record } = settings
  const output = openSync(log, 'a')
  const program = fileURLToPath(new URL('./emulator/main.ts', import.meta.url))
  const child = spawn(process.execPath, [program, '--while-held'], {
    detached: true,
    stdio: ['ignore', output, output],
    env: {
      PATH: '/usr/bin:/bin',
      // From its first file on, which saves a sixth of a start.
      NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/emulator', import.meta.url)),
      EMULATOR_PORT: String(port),
      DATA_DIR: dataDir,
      EMULATOR_REGION: region,
      EMULATOR_AMOUNT_UNIT: amountUnit,
      EMULATOR_FUNDS: funds,
      ...(seed !== null && { EMULATOR_SEED: seed }),
      ...(record !== null && { EMULATOR_RECORD: record }),
    },
  })
  child.unref()
  closeSync(output)
  return child
}

/** Null when it is silent for too long, has ended, or nobody waits any more; shows what it says meanwhile. */
async function waitFor(
  child: ChildProcess,
  log: string,
  find: Find,
  stopping?: AbortSignal,
): Promise<string | null> {
  let [size, deadline] = [statSync(log).size, Date.now() + silenceMs]
  child.once('exit', () => {
    deadline = Math.min(deadline, Date.now() + raceMs)
  })
  while (Date.now() < deadline && !stopping?.aborted) {
    const url = await find()
    if (url !== null) return url
    const said = statSync(log).size
    if (said > size) {
      if (lastLine(log).startsWith('Reading')) console.error(lastLine(log))
      deadline = Date.now() + (child.exitCode === null ? silenceMs : raceMs)
    }
    size = said
    await sleep(25)
  }
  return null
}

function lastLine(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? ''
}
