/**
 * The faults that the service must survive, played for real: npm run test:faults, or some of them by name
 * (npm run test:faults -- R2 R6). Prints how far it is and a table of figures; exits with 1 on any violation.
 */
import type { Scope } from '../helpers/program.ts'
import type { Result, Scenario } from './scenario.ts'
import { amazonDown } from './scenarios/amazon-down.ts'
import { amazonFault } from './scenarios/amazon-fault.ts'
import { blast } from './scenarios/blast.ts'
import { crash } from './scenarios/crash.ts'
import { databaseRestart } from './scenarios/database-restart.ts'
import { emptyFunds } from './scenarios/empty-funds.ts'
import { frozenProcess } from './scenarios/frozen-process.ts'
import { impatience } from './scenarios/impatience.ts'
import { kill } from './scenarios/kill.ts'
import { powerCut } from './scenarios/power-cut.ts'
import { restore } from './scenarios/restore.ts'
import { interleaving, simulatedLife } from './scenarios/simulated-life.ts'

const scenarios: readonly Scenario[] = [
  simulatedLife,
  interleaving,
  crash,
  kill,
  powerCut,
  databaseRestart,
  restore,
  amazonFault,
  frozenProcess,
  impatience,
  emptyFunds,
  amazonDown,
  blast,
]
/** Scenarios that mostly wait run side by side. */
const lanes = 2

const named = process.argv.slice(2)
const unknown = named.filter(name => !scenarios.some(scenario => scenario.name === name))
if (unknown.length > 0) {
  console.error(
    `no such scenario: ${unknown.join(', ')}; there are ${scenarios.map(({ name }) => name).join(', ')}`,
  )
  process.exit(1)
}
const chosen = scenarios.filter(({ name }) => named.length === 0 || named.includes(name))
requireNeeds(chosen)
const results = new Map<Scenario, Result>()
const opened = new Set<() => Promise<void>>()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void leave())
const rest = chosen.filter(({ alone }) => !alone).values()
await Promise.all(Array.from({ length: lanes }, () => runEach(rest)))
await runEach(chosen.filter(({ alone }) => alone).values())
printTable()
process.exit([...results.values()].every(({ violations }) => violations.length === 0) ? 0 : 1)

function requireNeeds(list: readonly Scenario[]): void {
  const needs = new Set(list.flatMap(scenario => scenario.needs))
  for (const { name, for: purpose } of needs) console.log(`needs ${name}, for ${purpose}`)
  const missing = [...needs].filter(need => !need.met())
  if (missing.length === 0) return
  for (const { name, for: purpose } of missing) console.error(`missing: ${name}, for ${purpose}`)
  process.exit(1)
}

async function runEach(list: Iterator<Scenario> & Iterable<Scenario>): Promise<void> {
  for (const scenario of list) results.set(scenario, await runOne(scenario))
}

async function runOne({ name, title, run }: Scenario): Promise<Result> {
  const started = performance.now()
  const seconds = () => Math.round((performance.now() - started) / 1_000)
  const progress = (text: string) =>
    console.log(`${name.padEnd(4)}${String(seconds()).padStart(4)} s  ${text}`)
  const { scope, close } = createScope()
  opened.add(close)
  progress(title)
  try {
    const result = await run({ scope, progress })
    progress(result.violations.length === 0 ? 'kept' : `${result.violations.length} violations`)
    return { ...result, figures: { ...result.figures, seconds: seconds() } }
  } catch (error) {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { figures: { seconds: seconds() }, violations: [`it did not get to its end: ${told}`] }
  } finally {
    await close()
    opened.delete(close)
  }
}

/** Nothing that was started outlives this program. */
async function leave(): Promise<void> {
  for (const close of opened) await close()
  process.exit(1)
}

/** Cleans up in reverse, so that a database outlives its service. */
function createScope(): { scope: Scope; close(): Promise<void> } {
  const stack: (() => void | Promise<void>)[] = []
  const close = async () => {
    for (const work of stack.splice(0).toReversed()) await attempt(work)
  }
  return { scope: { after: work => void stack.push(work) }, close }
}

/** One thing that cannot be cleaned up must not keep the rest. */
async function attempt(work: () => void | Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    console.error(error)
  }
}

function printTable(): void {
  for (const [{ name, title }, { figures, violations }] of results) {
    console.log(`\n${name} ${title}: ${violations.length === 0 ? 'kept' : 'VIOLATED'}`)
    for (const [what, figure] of Object.entries(figures)) console.log(`  ${what.padEnd(24)}${figure}`)
    for (const line of shortened(violations)) console.log(`  ! ${line}`)
  }
}

/** The first few of each kind, which the first word names. */
function shortened(violations: readonly string[]): string[] {
  const kinds = Map.groupBy(violations, violation => violation.split(' ')[0] ?? '')
  return [...kinds.values()].flatMap(kind => [
    ...kind.slice(0, 3),
    ...(kind.length > 3 ? [`and ${kind.length - 3} more of these`] : []),
  ])
}
