/**
 * One simulated life under one seed: people press, operators decide, processes send, die, freeze and come back, Amazon
 * misbehaves, time jumps; then Amazon is well, and everything must come to rest in order. The engine is the service's own code.
 */
import { createHash } from 'node:crypto'
import { DomainError } from '../../src/domain/errors.ts'
import { type Fate, fates, type Memory } from './amazon.ts'
import { checkAlways, checkAtRest } from './check.ts'
import { createCrew } from './crew.ts'
import { createRandom } from './random.ts'
import { everythingWaits } from './scheduler.ts'
import { createWorld, type World } from './world.ts'

export type LifeOptions = {
  readonly seed: number
  readonly links: number
  readonly campaigns: number
  readonly processes: number
  readonly memory: Memory
  readonly faults: readonly Fate[]
  /** How often a call meets a fault, from 0 to 1. */
  readonly faultRate: number
  readonly kills: number
  readonly freezes: number
  /** Presses on confirm; some links get several, from several accounts. */
  readonly presses: number
  /** A defect that the checks must find; null in earnest. */
  readonly planted: 'no-locks' | 'early-forgetting' | null
}

export type Life = {
  readonly options: LifeOptions
  readonly problems: readonly string[]
  /** SHA-256 over everything that happened, in order. */
  readonly trace: string
  readonly faultsMet: ReadonlyMap<Fate, number>
  /** Changes of state that happened, such as `sending>review`. */
  readonly edges: ReadonlySet<string>
}

/** What got no answer may be applied this much later. */
export const longestLateMs = 600_000

const memories: readonly Memory[] = ['replays', 'forgets', 'busy', 'checks-first']

/** What a seed alone decides. */
export function optionsOf(seed: number): LifeOptions {
  const random = createRandom(seed)
  const links = random.chance(0.05) ? 100 : 20 + random.below(20)
  return {
    seed,
    links,
    campaigns: 1 + random.below(3),
    processes: 1 + random.below(3),
    memory: random.pick(memories),
    faults: fates.filter(fate => fate !== 'success' && random.chance(0.6)),
    faultRate: random.pick([0, 0.05, 0.3, 0.5, 0.9, 1]),
    kills: random.below(6),
    freezes: random.below(4),
    presses: links + random.below(links),
    planted: null,
  }
}

export async function live(options: LifeOptions): Promise<Life> {
  const life = createLife(options)
  await life.turmoil()
  await life.rest()
  return life.result()
}

function createLife(options: LifeOptions) {
  const random = createRandom(options.seed ^ 0x5bd1e995)
  const trace = createHash('sha256')
  const problems: string[] = []
  const faultsMet = new Map<Fate, number>()
  let calm = false
  const chooseFate = (): Fate => {
    if (calm || options.faults.length === 0 || !random.chance(options.faultRate)) return 'success'
    const fate = random.pick(options.faults)
    faultsMet.set(fate, (faultsMet.get(fate) ?? 0) + 1)
    return fate
  }
  const world = createWorld({
    ...options,
    budgetFor: Math.ceil((options.links / options.campaigns) * 0.8),
    perPersonLimit: 3,
    lateMs: random.below(longestLateMs),
    jitter: () => random.below(256) / 256,
    chooseFate,
    fine: true,
    locks: options.planted !== 'no-locks',
    forgetsAfterMs: options.planted === 'early-forgetting' ? 3_600_000 : 25 * 3_600_000,
  })
  const begun = (work: Promise<unknown>) => {
    work.catch((error: unknown) => {
      if (!(error instanceof DomainError)) problems.push(`${error}`)
    })
  }
  const crew = createCrew(world, random, options, begun)
  const note = (what: string) => trace.update(`${what}\n`)

  const goOn = async (): Promise<boolean> => {
    const waiting = world.scheduler.waiting()
    if (waiting.length === 0) return false
    const index = random.below(waiting.length)
    note(waiting[index] ?? '')
    await world.scheduler.go(index)
    return true
  }
  const settle = async () => {
    await everythingWaits()
    while (await goOn());
  }

  return {
    turmoil: async () => {
      for (let turn = 0; turn < options.links * 120; turn++) {
        await everythingWaits()
        const acted = random.chance(0.12) && crew.act(note)
        if (!acted && !(await goOn())) world.advance(50 + random.below(2_000))
        if (turn % 200 === 0) problems.push(...checkAlways(world))
        if (problems.length > 0) return
      }
    },
    rest: async () => {
      calm = true
      crew.calm()
      for (let round = 0; round < 400 && problems.length === 0; round++) {
        await settle()
        if (round > 0 && isAtRest(world)) break
        world.advance(round < 40 ? 5_000 : 20 * 60_000)
        crew.workAll()
      }
      await settle()
      if (problems.length === 0) problems.push(...checkAtRest(world))
    },
    result: (): Life => {
      for (const row of world.database.list('deposit'))
        note(`${row.requestId} ${row.state} ${row.events.length}`)
      const edges = new Set(world.database.list('deposit').flatMap(row => edgesOf(row.events)))
      return { options, problems: [...new Set(problems)], trace: trace.digest('hex'), faultsMet, edges }
    },
  }
}

function isAtRest(world: World): boolean {
  const unfinished = world.database
    .list('deposit')
    .filter(({ state }) => state === 'pending' || state === 'sending')
  const held = world.database
    .list('account')
    .some(({ sendAfterMs }) => sendAfterMs === Number.POSITIVE_INFINITY)
  return unfinished.length === 0 || (held && unfinished.every(({ state }) => state === 'pending'))
}

function edgesOf(events: readonly string[]): string[] {
  const moves = events.filter(type => type !== 'late-answer' && type !== 'proposed')
  return moves.slice(1).map((type, index) => `${moves[index]}>${type}`)
}
