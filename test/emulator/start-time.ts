// How long the emulator takes from its spawn to its ready line, with an empty data directory and with a full one:
// node test/emulator/start-time.ts

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/emulator/main.ts', import.meta.url))
/** As the service sets it. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/emulator', import.meta.url))
const STARTS = 5
const LOADS = 10_000

/** The median of five starts in milliseconds, after one that fills the compile cache. */
export async function measureStart(loads: number): Promise<number> {
  const times: number[] = []
  for (let start = 0; start <= STARTS; start += 1) times.push(await timeStart(loads))
  return times.slice(1).toSorted((a, b) => a - b)[Math.floor(STARTS / 2)] ?? Number.NaN
}

async function timeStart(loads: number): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'start-time-'))
  writeJournal(directory, loads)
  const started = performance.now()
  const env = { ...process.env, EMULATOR_PORT: '0', DATA_DIR: directory, NODE_COMPILE_CACHE: CACHE }
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), exit])
  const ms = Math.round(performance.now() - started)
  child.kill()
  await exit
  rmSync(directory, { recursive: true })
  return ms
}

/** As an emulator leaves it behind that applied so many loads. */
function writeJournal(directory: string, loads: number): void {
  mkdirSync(join(directory, 'emulator'))
  const account = { partnerId: 'Emul1', accountId: 'amzn1.account.AEJANEDOEQ2X7KLMN4RSTUVWYZ23' }
  const money = { amount: '25', currency: 'USD', minor: 2500, appliedAt: '2027-01-01T00:00:00.000Z' }
  const lines = Array.from({ length: loads }, (_, number) =>
    JSON.stringify({ fact: 'load', requestId: `Emul1N${number}`, ...account, ...money }),
  )
  writeFileSync(join(directory, 'emulator', 'log.ndjson'), lines.map(line => `${line}\n`).join(''))
}

if (import.meta.main) {
  console.log(`empty: ${await measureStart(0)} ms, ${LOADS} loads on file: ${await measureStart(LOADS)} ms`)
}
