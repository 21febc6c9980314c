// Entry point of the emulator: settings in, one line out, signals and exit codes.

import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** A killed service that starts again within this time finds the same emulator. */
const GRACE_MS = 30_000

try {
  await run()
} catch (error) {
  console.error(`The emulator cannot start: ${error instanceof Error ? error.message : error}`)
  process.exit(1)
}

async function run(): Promise<void> {
  const { values } = parseArgs({ options: { 'while-held': { type: 'boolean', default: false } } })
  // Stripping types and compiling is half the time of a start; the cache must be on before the rest is loaded.
  enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/emulator', import.meta.url)))
  const { startEmulator } = await import('./app.ts')
  const stopped = Promise.withResolvers<void>()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopped.resolve())
  const emulator = await startEmulator({
    port: parsePort(process.env.EMULATOR_PORT || '3001'),
    dataDir: process.env.DATA_DIR || '.data',
    region: process.env.EMULATOR_REGION || 'us-east-1',
    amountUnit: parseChoice('EMULATOR_AMOUNT_UNIT', process.env.EMULATOR_AMOUNT_UNIT, 'major', 'minor'),
    funds: parseChoice('EMULATOR_FUNDS', process.env.EMULATOR_FUNDS, 'ledger', 'sandbox'),
    ...(process.env.EMULATOR_SEED && { seed: process.env.EMULATOR_SEED }),
    ...(process.env.EMULATOR_RECORD && { record: process.env.EMULATOR_RECORD }),
    ...(values['while-held'] && { abandonment: { afterMs: GRACE_MS, onAbandoned: stopped.resolve } }),
  })
  console.log(`Emulator of Amazon: ${emulator.url}`)
  await stopped.promise
  await emulator.close()
  process.exit(0)
}

function parsePort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port
  throw new Error(`EMULATOR_PORT is "${text}"; give a port from 0 (any free one) to 65535`)
}

/** The first choice unless set. */
function parseChoice<T extends string>(name: string, text: string | undefined, ...choices: [T, T]): T {
  const choice = choices.find(known => known === (text || choices[0]))
  if (choice !== undefined) return choice
  throw new Error(`${name} is "${text}"; give ${choices.join(' or ')}`)
}
