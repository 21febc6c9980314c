/** What an exported log must be: gap-free, chained, and a history that the transitions allow. */

import { canBecome, type DepositState } from './deposit.ts'
import { chainHash, chainStart } from './deposit-event.ts'
import { type Facts, nothingTold, type Told, told } from './told-row.ts'

export type ExportedEvent = {
  readonly claimLinkId: string
  readonly sequence: number
  /** The stored bytes. */
  readonly payload: string
  readonly previousHash: string
  readonly hash: string
  readonly checkpoint: number
}

type Entry = {
  readonly claimLinkId: string
  readonly sequence: number
  readonly type: string
  readonly detail: Facts
}

/** Where the chain of one deposit has come to. */
export type ChainPosition = {
  readonly sequence: number
  readonly hash: string
  readonly checkpoint: number
  readonly state: DepositState | null
  /** What it has said so far of the rows beside it. */
  readonly told: Told
}

export const beforeFirst: ChainPosition = {
  sequence: 0,
  hash: chainStart.toString('hex'),
  checkpoint: 0,
  state: null,
  told: nothingTold,
}

/** The position after the event, or what is wrong with it in words. */
export function follow(before: ChainPosition, event: ExportedEvent): ChainPosition | string {
  const entry = readEntry(event.payload)
  if (entry === null) return 'its payload is not an entry of the log'
  if (event.sequence !== before.sequence + 1)
    return `it follows number ${before.sequence}: entries are missing`
  if (event.previousHash !== before.hash) return 'it does not follow from the entry before'
  const hash = chainHash(Buffer.from(event.previousHash, 'hex'), event.payload).toString('hex')
  if (event.hash !== hash) return 'its payload does not have its hash'
  if (entry.claimLinkId !== event.claimLinkId || entry.sequence !== event.sequence)
    return 'its payload is that of another entry'
  if (event.checkpoint < before.checkpoint) return 'its checkpoint is older than that of the entry before'
  const state = stateAfter(entry) ?? before.state
  if (before.state !== null && state !== null && state !== before.state && !canBecome(before.state, state))
    return `no deposit goes from ${before.state} to ${state}`
  const { sequence, checkpoint } = event
  return { sequence, hash, checkpoint, state, told: told(before.told, entry) }
}

/** The state that an entry leaves; null when it leaves the one that was. */
function stateAfter({ type, detail }: Entry): DepositState | null {
  if (type === 'consented' || type === 'postponed') return 'pending'
  if (type === 'reconciled') return 'deposited'
  const moves: readonly DepositState[] = ['sending', 'deposited', 'refused', 'review']
  const named = type === 'resolved' ? detail.as : type
  return moves.find(state => state === named) ?? null
}

function readEntry(payload: string): Entry | null {
  try {
    const { claimLinkId, sequence, type, detail } = JSON.parse(payload)
    return { claimLinkId, sequence, type, detail: detail ?? {} }
  } catch {
    return null
  }
}
