/**
 * What each checkpoint covers: the entries that came since the one before, in the order of claim link and sequence. A
 * forged entry changes every later hash of its chain, so the first checkpoint that differs tells how far all is well.
 */
import { createHash, type Hash } from 'node:crypto'
import type { Checkpoint } from './checkpoint.ts'
import type { ExportedEvent } from './verification.ts'

export type Coverage = {
  /** Takes the next entry, in the order of claim links and sequences. */
  add(event: ExportedEvent): void
  /** How many entries no checkpoint covers yet. */
  uncovered(): number
  /** What is wrong with the first checkpoint that covers other entries than these; null when none does. */
  problem(): string | null
}

/** The entries of one checkpoint, as they come. */
type Group = {
  readonly hash: Hash
  events: number
  deposits: number
  chains: number
  last: string
  first: Pick<ExportedEvent, 'claimLinkId' | 'sequence'> | null
}

/** `checkpoints` are those of the export, oldest first. */
export function createCoverage(checkpoints: readonly Checkpoint[]): Coverage {
  const groups = checkpoints.map(createGroup)
  let uncovered = 0
  return {
    add: event => {
      const group = groups[coveringIndex(checkpoints, event.checkpoint)]
      if (group) addTo(group, event)
      else uncovered++
    },
    uncovered: () => uncovered,
    problem: () => {
      let [deposits, events] = [0, 0]
      for (const [index, checkpoint] of checkpoints.entries()) {
        const group = groups[index] ?? createGroup()
        deposits += group.deposits
        events += group.events
        const same = deposits === checkpoint.deposits && events === checkpoint.events
        if (!same || group.hash.digest('hex') !== checkpoint.head)
          return differing(checkpoint, { deposits, events, group })
      }
      return null
    },
  }
}

function createGroup(): Group {
  return { hash: createHash('sha256'), events: 0, deposits: 0, chains: 0, last: '', first: null }
}

function addTo(group: Group, { claimLinkId, sequence, hash }: ExportedEvent): void {
  group.hash.update(hash, 'hex')
  group.events++
  if (sequence === 1) group.deposits++
  if (claimLinkId !== group.last) group.chains++
  group.last = claimLinkId
  group.first ??= { claimLinkId, sequence }
}

/** The first checkpoint that is not older than the entry's number; a number may have been given up in a crash. */
function coveringIndex(checkpoints: readonly Checkpoint[], number: number): number {
  let [low, high] = [0, checkpoints.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((checkpoints[middle]?.number ?? 0) < number) low = middle + 1
    else high = middle
  }
  return low
}

type Found = { readonly deposits: number; readonly events: number; readonly group: Group }

function differing(checkpoint: Checkpoint, { deposits, events, group: { chains, first } }: Found): string {
  const among = first
    ? `among or missing from the ${chains} chains that went on since the checkpoint before, ` +
      `from claim link ${first.claimLinkId}, entry ${first.sequence}`
    : 'missing: no chain here went on since the checkpoint before'
  return (
    `checkpoint ${checkpoint.number} covered ${checkpoint.deposits} deposits with ${checkpoint.events} entries, these are ` +
    `others (${deposits} with ${events}): one was changed, dropped or added with all hashes made anew, ${among}`
  )
}
