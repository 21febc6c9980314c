/**
 * Every interleaving of a small scope: two processes, two deposits, up to three sends each, a kill anywhere, and for
 * every call each thing that may become of it. Walks the tree of choices breadth first and leaves out what leads to a
 * state that was seen before.
 */
import { createHash } from 'node:crypto'
import { consent } from '../../src/services/consent.ts'
import { sendDeposit } from '../../src/services/deposit.ts'
import { takeBackAbandoned } from '../../src/services/recovery.ts'
import type { Fate } from './amazon.ts'
import { checkAlways } from './check.ts'
import { everythingWaits } from './scheduler.ts'
import { campaignId, createWorld, linkId, partnerAccount, signedInFor, type World } from './world.ts'

export type Scope = {
  readonly links: number
  readonly processes: number
  /** Rounds of work of each process; a round takes back what was abandoned and sends one deposit. */
  readonly rounds: number
  readonly kills: number
  /** How often time passes that ends leases and waits. */
  readonly pauses: number
  readonly fates: readonly Fate[]
  /** False leaves every row lock out: a planted defect. */
  readonly locks: boolean
}

export const smallScope: Scope = {
  links: 2,
  processes: 2,
  rounds: 3,
  kills: 1,
  pauses: 2,
  fates: ['success', 'applied-cut', 'cut', 'refusal'],
  locks: true,
}

export type Explored = {
  readonly states: number
  readonly problem: string | null
  readonly path: readonly string[]
}

/** Stops at the first violation, or when `mostStates` were seen without having seen all: then `problem` says so. */
export async function explore(scope: Scope, mostStates: number): Promise<Explored> {
  const seen = new Set<string>()
  let paths: (readonly number[])[] = [[]]
  while (paths.length > 0) {
    const next: (readonly number[])[] = []
    for (const path of paths) {
      const { state, choices, problem, labels } = await replay(scope, path)
      if (problem) return { states: seen.size, problem, path: labels }
      if (seen.has(state)) continue
      seen.add(state)
      if (seen.size >= mostStates) return { states: seen.size, problem: 'not all states were seen', path: [] }
      for (let choice = 0; choice < choices; choice++) next.push([...path, choice])
    }
    paths = next
  }
  return { states: seen.size, problem: null, path: [] }
}

type Replayed = {
  readonly state: string
  readonly choices: number
  readonly problem: string | undefined
  readonly labels: readonly string[]
}

type Choice = { readonly label: string; readonly take: () => Promise<void> | void }

async function replay(scope: Scope, path: readonly number[]): Promise<Replayed> {
  const run = await createRun(scope)
  const labels: string[] = []
  for (const index of path) {
    const choice = run.choices()[index]
    if (!choice) throw new Error('bug: a replay differs')
    labels.push(choice.label)
    await choice.take()
    await everythingWaits()
  }
  const [problem] = run.problems()
  return { state: run.state(), choices: run.choices().length, problem, labels }
}

async function createRun(scope: Scope) {
  let fate: Fate = 'success'
  const world = createWorld({
    memory: 'replays',
    chooseFate: () => fate,
    lateMs: 0,
    forgetsAfterMs: Number.POSITIVE_INFINITY,
    links: scope.links,
    campaigns: 1,
    budgetFor: scope.links,
    perPersonLimit: scope.links,
    jitter: () => 0,
    fine: false,
    locks: scope.locks,
  })
  const errors: string[] = []
  await consentAll(world, scope.links)
  let { kills, pauses } = scope
  const processes = Array.from({ length: scope.processes }, (_, index) => index + 1)
  const rounds = new Map(processes.map(process => [process, scope.rounds]))
  /** What each process has gone through in this round: where its code stands. */
  const histories = new Map<number, string[]>(processes.map(process => [process, []]))

  const round = async (process: number) => {
    const context = world.contextOf(process)
    await takeBackAbandoned(context)
    await sendDeposit(context, { partnerAccount, campaignId: campaignId(0) })
    histories.set(process, [])
  }
  const begin = (process: number) => {
    rounds.set(process, (rounds.get(process) ?? 0) - 1)
    histories.set(process, ['begun'])
    round(process).catch((error: unknown) => errors.push(`${error}`))
  }
  const kill = (process: number) => {
    kills--
    world.scheduler.kill(process)
    world.database.forget(process)
    // Its next life has no more rounds than this one had left.
    histories.set(process, [])
  }
  const pause = () => {
    pauses--
    // Longer than a lease and than every wait of the first sends.
    world.advance(16_000)
  }

  const stepChoices = (): Choice[] =>
    world.scheduler.waiting().flatMap((label, index) => {
      const process = Number(label.split(':')[0])
      const go = (as: string) => async () => {
        histories.get(process)?.push(as)
        await world.scheduler.go(index)
      }
      if (!label.endsWith(':arrive')) return [{ label, take: go(label) }]
      return scope.fates.map(chosen => ({
        label: `${label} ${chosen}`,
        take: async () => {
          fate = chosen
          await go(`${label} ${chosen}`)()
        },
      }))
    })
  const choices = (): Choice[] => {
    const idle = processes.filter(process => (histories.get(process) ?? []).length === 0)
    const busy = processes.filter(process => (histories.get(process) ?? []).length > 0)
    return [
      ...stepChoices(),
      ...idle
        .filter(process => (rounds.get(process) ?? 0) > 0)
        .map(process => ({ label: `begin ${process}`, take: () => begin(process) })),
      ...(kills > 0 ? busy.map(process => ({ label: `kill ${process}`, take: () => kill(process) })) : []),
      ...(pauses > 0 ? [{ label: 'pause', take: pause }] : []),
    ]
  }
  return {
    choices,
    problems: () => [...errors, ...checkAlways(world)],
    state: () => stateOf(world, { kills, pauses, rounds: [...rounds], histories: [...histories] }),
  }
}

async function consentAll(world: World, links: number): Promise<void> {
  for (let index = 0; index < links; index++) {
    const signedIn = signedInFor(world, linkId(index), `amzn1.account.P${index}`)
    const consented = consent(world.contextOf(1), signedIn)
    await everythingWaits()
    while (world.scheduler.waiting().length > 0) await world.scheduler.go(0)
    await consented
    world.advance(1)
  }
}

function stateOf(world: World, run: object): string {
  const { database, amazon, scheduler, now } = world
  const deposits = database.list('deposit').map(({ body: _, accountHash: __, bodyHash: ___, ...row }) => row)
  const rows = [deposits, database.list('attempt'), database.list('account'), database.list('campaign')]
  const outside = [amazon.applied, amazon.arrivals.length, scheduler.waiting(), now()]
  return createHash('sha256')
    .update(JSON.stringify([rows, outside, run]))
    .digest('base64')
}
