/**
 * Which scenarios run when, so that all of them fit into the time of a coffee on two cores: first the one that starts
 * processes all the time and measures that, then those that mostly wait side by side, beside both what only computes with
 * what they leave, and those that measure times alone at the end.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Played } from './report.ts'
import type { Pace, Scenario } from './scenario.ts'
import { createScope } from './scope.ts'

/** Side by side; each takes about half a core when it does not wait. */
const waitingLanes = 2
const longestEndMs = 15_000

export type Run = {
  /** In the order of `scenarios`, when all have ended. */
  readonly played: Promise<Played[]>
  readonly seconds: () => number
  /** Ends what runs; nothing that was started outlives it. */
  abandon(): Promise<void>
}

export function play(scenarios: readonly Scenario[]): Run {
  const seconds = stopwatch()
  const open = new Map<() => Promise<void>, Promise<unknown>>()
  let isAbandoned = false
  const playOne = async (scenario: Scenario): Promise<Played> => {
    if (isAbandoned) return await never()
    const { scope, close } = createScope()
    const own = stopwatch()
    const progress = (text: string) => console.log(lineOf(seconds(), scenario.name, own(), text))
    progress(`begins: ${scenario.title}`)
    const running = scenario.run({ scope, progress }).catch(unfinished)
    open.set(close, running)
    const result = await running
    if (isAbandoned) return await never()
    await close()
    open.delete(close)
    progress(result.violations.length === 0 ? 'ends, kept' : `ends, ${result.violations.length} violations`)
    return { scenario, seconds: own(), ...result }
  }
  return {
    played: playAll(scenarios, playOne),
    seconds,
    abandon: async () => {
      isAbandoned = true
      await closeAll(open)
    },
  }
}

async function playAll(
  scenarios: readonly Scenario[],
  playOne: (scenario: Scenario) => Promise<Played>,
): Promise<Played[]> {
  const played = new Map<Scenario, Played>()
  const lane = async (list: Iterable<Scenario>) => {
    for (const scenario of list) played.set(scenario, await playOne(scenario))
  }
  const of = (pace: Pace) => scenarios.filter(scenario => scenario.pace === pace)
  const waiting = of('waits').values()
  const besides = async () => {
    await lane(of('starts'))
    await Promise.all(Array.from({ length: waitingLanes }, () => lane(waiting)))
  }
  await Promise.all([besides(), lane(of('computes'))])
  await lane(of('measures'))
  return scenarios.flatMap(scenario => played.get(scenario) ?? [])
}

/** A scenario whose programs are gone ends soon, and what it was just about to start must be cleaned up too. */
async function closeAll(open: ReadonlyMap<() => Promise<void>, Promise<unknown>>): Promise<void> {
  const closing = [...open].map(async ([close, running]) => {
    await close()
    await Promise.race([running, sleep(longestEndMs)])
    await close()
  })
  await Promise.all(closing)
}

async function never(): Promise<never> {
  return await new Promise(() => {})
}

function unfinished(error: unknown): Pick<Played, 'figures' | 'violations'> {
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { figures: {}, violations: [`it did not get to its end: ${told}`] }
}

/** Whole seconds since now. */
function stopwatch(): () => number {
  const started = performance.now()
  return () => Math.round((performance.now() - started) / 1_000)
}

/** The time of the whole run, the scenario, its own time. */
function lineOf(total: number, name: string, own: number, text: string): string {
  const clock = `${String(Math.floor(total / 60)).padStart(2)}:${String(total % 60).padStart(2, '0')}`
  return `${clock}  ${name.padEnd(4)}${String(own).padStart(4)} s  ${text}`
}
