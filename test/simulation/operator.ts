/** Operators of a simulated life: they send what waits, and end reviews by what Amazon tells them of its book. */
import { resolveDeposit } from '../../src/services/resolve.ts'
import { retryDeposit } from '../../src/services/retry.ts'
import { longestLateMs } from './lifetime.ts'
import type { Random } from './random.ts'
import type { DepositRow } from './tables.ts'
import type { World } from './world.ts'

/** One of them takes up one deposit, whatever its state is by then. */
export function operate(
  world: World,
  random: Random,
  process: number,
  begun: (work: Promise<unknown>) => void,
): void {
  const rows = world.database.list('deposit')
  const open = rows.filter(({ state }) => state === 'review' || state === 'pending')
  if (open.length === 0) return
  const row = random.pick(open)
  const context = world.contextOf(process)
  if (random.chance(0.3)) return begun(retryDeposit(context, row.claimLinkId, 'operator'))
  if (!isQuiet(world, row)) return
  const as = isPaid(world, row) ? 'deposited' : 'refused'
  const by = random.pick(['Ann', 'Ben'])
  begun(resolveDeposit(context, row.claimLinkId, { as, evidence: 'the book of Amazon', by }))
}

/** Whoever asks Amazon earlier may be told of no load that is still under way. */
function isQuiet({ amazon, now }: World, { requestId, firstSentMs }: DepositRow): boolean {
  const lastMs = amazon.arrivals.findLast(arrival => arrival.requestId === requestId)?.atMs
  return now() > (lastMs ?? firstSentMs ?? now()) + longestLateMs
}

function isPaid({ amazon }: World, { requestId }: DepositRow): boolean {
  return amazon.applied.some(load => load.requestId === requestId)
}
