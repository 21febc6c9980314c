/**
 * One simulated life under one seed: people press, processes send, die, freeze and come back, Amazon misbehaves, time
 * jumps; then Amazon is well, and everything must come to rest in order. The engine is the service's own code.
 */
import { createHash } from 'node:crypto'
import { DomainError } from '../../src/domain/errors.ts'
import { consent } from '../../src/services/consent.ts'
import { sendDeposit } from '../../src/services/deposit.ts'
import { giveUpStale, takeBackAbandoned } from '../../src/services/recovery.ts'
import { type Fate, fates, type Memory } from './amazon.ts'
import { checkAlways, checkAtRest } from './check.ts'
import { createRandom, type Random } from './random.ts'
import { everythingWaits } from './scheduler.ts'
import * as partnerAccounts from './storage/partner-account.ts'
import { campaignId, createWorld, linkId, partnerAccount, signedInFor, type World } from './world.ts'

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
    lateMs: random.below(600_000),
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
  const moves = events.filter(type => type !== 'late-answer')
  return moves.slice(1).map((type, index) => `${moves[index]}>${type}`)
}

/** The processes of the service and the people, and what each does next. */
function createCrew(
  world: World,
  random: Random,
  options: LifeOptions,
  begun: (work: Promise<unknown>) => void,
) {
  let alive = Array.from({ length: options.processes }, (_, index) => index + 1)
  let born = options.processes
  let { kills, freezes, presses } = options
  const frozen = new Set<number>()

  const press = (process: number) => {
    const link = linkId(random.below(options.links))
    const account = `amzn1.account.${random.pick(['ANN', 'BOB', 'CAT'])}${random.below(options.links)}`
    begun(consent(world.contextOf(process), signedInFor(world, link, account)))
  }
  const work = (process: number) => {
    const context = world.contextOf(process)
    const lane = { partnerAccount, campaignId: campaignId(random.below(options.campaigns)) }
    const jobs = [
      () => sendDeposit(context, lane),
      () => sendDeposit(context, lane),
      () => sendDeposit(context, lane),
      () => probe(process),
      () => takeBackAbandoned(context),
      () => giveUpStale(context),
    ]
    begun(random.pick(jobs)())
  }
  const probe = async (process: number) => {
    const context = world.contextOf(process)
    const held = await partnerAccounts.takeProbes(context.database, [partnerAccount])
    for (const name of held) await sendDeposit(context, { probe: name })
  }
  const kill = (process: number) => {
    world.scheduler.kill(process)
    world.database.forget(process)
    frozen.delete(process)
    alive = [...alive.filter(other => other !== process), ++born]
  }
  const thaw = (process: number) => {
    world.scheduler.thaw(process)
    frozen.delete(process)
  }
  const jump = () =>
    world.advance(random.pick([1_000, 10_000, 60_000, 600_000, 7 * 3_600_000, 26 * 3_600_000]))
  return {
    /** One thing that comes from outside the waiting steps. */
    act: (note: (what: string) => void): boolean => {
      const process = random.pick(alive)
      const what = random.below(100)
      note(`act ${what}`)
      if (what < 30 && presses-- > 0) press(process)
      else if (what < 88) work(process)
      else if (what < 92 && kills-- > 0) kill(process)
      else if (what < 94 && freezes-- > 0) {
        world.scheduler.freeze(process)
        frozen.add(process)
      } else if (what < 97) for (const other of frozen) thaw(other)
      else if (random.chance(0.3)) jump()
      return true
    },
    calm: () => {
      for (const process of frozen) thaw(process)
    },
    workAll: () => {
      for (const process of alive) {
        const context = world.contextOf(process)
        begun(takeBackAbandoned(context))
        begun(giveUpStale(context))
        begun(probe(process))
        for (let index = 0; index < options.campaigns; index++)
          for (let count = 0; count < 8; count++)
            begun(sendDeposit(context, { partnerAccount, campaignId: campaignId(index) }))
      }
    },
  }
}
