// How many signed loads a second the emulator answers on one core, ledger on file. The emulator runs alone in a
// process of its own, kept on one core where `taskset` is there: node test/emulator/load-rate.ts

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Pool } from 'undici'
import { startEmulator } from '../../src/emulator/app.ts'
import { loadBody, signed } from './client.ts'

export interface LoadRate {
  /** Loads in a second of the clock: what a client sees, and noisy where others use the machine. */
  readonly perSecond: number
  /** Loads in a second that the emulator's process really had the core; null where /proc does not tell. */
  readonly perCoreSecond: number | null
}

const WINDOWS = 5
/** In a window. */
const LOADS = 1500
const CONNECTIONS = 16

/** The medians of five windows, after one to warm up. @throws when a load is not answered SUCCESS. */
export async function measureLoadRate(loads = LOADS): Promise<LoadRate> {
  const directory = mkdtempSync(join(tmpdir(), 'load-rate-'))
  const child = spawnAlone(directory)
  try {
    const url = await firstLine(child)
    const rates: LoadRate[] = []
    for (let window = 0; window <= WINDOWS; window += 1)
      rates.push(await measureWindow(child, url, loads, window))
    const measured = rates.slice(1)
    return {
      perSecond: median(measured.map(rate => rate.perSecond)),
      perCoreSecond: median(measured.map(rate => rate.perCoreSecond ?? Number.NaN)) || null,
    }
  } finally {
    child.kill()
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Signs first, so that the clock runs for the emulator only. */
async function measureWindow(
  child: ChildProcess,
  url: string,
  loads: number,
  window: number,
): Promise<LoadRate> {
  const calls = Array.from({ length: loads }, (_, number) => signedLoad(url, `Emul1W${window}N${number}`))
  const pool = new Pool(url, { connections: CONNECTIONS })
  const [cpuBefore, before] = [cpuSeconds(child), performance.now()]
  const work = Array.from({ length: CONNECTIONS }, async () => {
    for (let call = calls.pop(); call; call = calls.pop()) await expectSuccess(pool, call)
  })
  await Promise.all(work)
  const [seconds, cpu] = [(performance.now() - before) / 1000, cpuSeconds(child) - cpuBefore]
  await pool.close()
  return { perSecond: loads / seconds, perCoreSecond: Number.isNaN(cpu) ? null : loads / cpu }
}

type Call = ReturnType<typeof signedLoad>

function signedLoad(url: string, loadBalanceRequestId: string) {
  const body = JSON.stringify(loadBody({ loadBalanceRequestId }))
  const headers = signed(url, 'LoadAmazonBalance', body, {})
  return { method: 'POST', path: '/LoadAmazonBalance', body, headers } as const
}

async function expectSuccess(pool: Pool, call: Call): Promise<void> {
  const { statusCode, body } = await pool.request(call)
  const text = await body.text()
  if (statusCode !== 200) throw new Error(`a load was answered ${statusCode}: ${text}`)
}

function spawnAlone(directory: string): ChildProcess {
  const self = [process.execPath, fileURLToPath(import.meta.url), '--emulator', directory]
  const pinned = spawnSync('taskset', ['-V']).status === 0 ? ['taskset', '-c', '0', ...self] : self
  const [command = '', ...args] = pinned
  return spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('bug: the output is piped')
  const [line] = await once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(10_000) })
  return String(line)
}

/** User and system time of the process (proc(5): fields 14 and 15 of stat, in hundredths); NaN elsewhere. */
function cpuSeconds({ pid }: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return Number.NaN
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

if (process.argv[2] === '--emulator') {
  const emulator = await startEmulator({ port: 0, dataDir: process.argv[3] ?? null, throttle: null })
  console.log(emulator.url)
} else if (import.meta.main) {
  const { perSecond, perCoreSecond } = await measureLoadRate()
  const ofCore = perCoreSecond === null ? '' : `, ${Math.round(perCoreSecond)} in a second of one core`
  console.log(`${Math.round(perSecond)} signed loads a second${ofCore} (medians of ${WINDOWS} windows)`)
}
