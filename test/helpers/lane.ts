/** Lanes and accounts as they are read, made from consent times. */
import { type AccountQueue, type Lane, sampledEvery } from '../../src/domain/queue.ts'

/** `times` are in order, in milliseconds. */
export function laneOf(campaignId: string, times: readonly number[], heldSince: Date | null = null): Lane {
  const samples = times.filter((_, index) => index % sampledEvery === 0)
  const newest = times.at(-1) ?? 0
  return { partnerAccount: 'default', campaignId, heldSince, waiting: times.length, samples, newest }
}

export function accountOf(lanes: readonly Lane[], more: Partial<AccountQueue> = {}): AccountQueue {
  return { name: 'default', holdReason: null, heldSince: null, sending: 0, lanes, ...more }
}
