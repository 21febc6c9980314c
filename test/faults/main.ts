/**
 * The faults that the service must survive, played for real: npm run test:faults, or some of them by name
 * (npm run test:faults -- R2 R6). Prints how far it is and a table of figures; exits with 1 on any violation.
 */
import { printReport } from './report.ts'
import type { Scenario } from './scenario.ts'
import { amazonDown } from './scenarios/amazon-down.ts'
import { amazonFault } from './scenarios/amazon-fault.ts'
import { blast } from './scenarios/blast.ts'
import { crash } from './scenarios/crash.ts'
import { databaseRestart } from './scenarios/database-restart.ts'
import { emptyFunds } from './scenarios/empty-funds.ts'
import { frozenProcess } from './scenarios/frozen-process.ts'
import { impatience } from './scenarios/impatience.ts'
import { keyRotation } from './scenarios/key-rotation.ts'
import { kill } from './scenarios/kill.ts'
import { powerCut } from './scenarios/power-cut.ts'
import { restore } from './scenarios/restore.ts'
import { interleaving, simulatedLife } from './scenarios/simulated-life.ts'
import { play } from './schedule.ts'

/** In this order those of a pace begin: long ones first, so that no lane is left with one in the end. */
const scenarios: readonly Scenario[] = [
  simulatedLife,
  crash,
  interleaving,
  kill,
  amazonFault,
  restore,
  databaseRestart,
  emptyFunds,
  keyRotation,
  frozenProcess,
  powerCut,
  impatience,
  amazonDown,
  blast,
]

const chosen = choose(process.argv.slice(2))
requireNeeds(chosen)
let isLeaving = false
const { played, seconds, abandon } = play(chosen)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => leave(signal))
process.on('uncaughtException', error => leave(error))
const results = await played
printReport(results, seconds())
process.exit(results.every(({ violations }) => violations.length === 0) ? 0 : 1)

function choose(names: readonly string[]): Scenario[] {
  const known = scenarios.map(({ name }) => name)
  const unknown = names.filter(name => !known.includes(name))
  if (unknown.length > 0) {
    console.error(`no such scenario: ${unknown.join(', ')}; there are ${known.join(', ')}`)
    process.exit(1)
  }
  return scenarios.filter(({ name }) => names.length === 0 || names.includes(name))
}

function requireNeeds(list: readonly Scenario[]): void {
  const needs = new Set(list.flatMap(scenario => scenario.needs))
  for (const { name, for: purpose } of needs) console.log(`needs ${name}, for ${purpose}`)
  const missing = [...needs].filter(need => !need.met())
  if (missing.length === 0) return
  for (const { name, for: purpose } of missing) console.error(`missing: ${name}, for ${purpose}`)
  process.exit(1)
}

/** Whoever asks twice waits all the same: a mount or a database that is left behind is worse. */
function leave(why: unknown): void {
  console.error(why)
  if (isLeaving) return
  isLeaving = true
  void abandon().finally(() => process.exit(1))
}
