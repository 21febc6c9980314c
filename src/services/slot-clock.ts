/**
 * When a moment of the database's clock is on the clock of this process, and how far ahead a slot must be asked for so
 * that the answer is there before it begins. A slow answer must neither waste a slot nor let a call leave late.
 */

export type SlotClock = {
  /** Milliseconds by which a slot must lie ahead of the question. */
  leadMs(): number
  /** An answer to a question that was asked at `askedMs`, and what the database's clock said meanwhile. */
  note(askedMs: number, databaseMs: number): void
  /** That moment of the database on our own clock; right to within half the fastest answer. */
  localMs(databaseMs: number): number
  /** How often the database's clock was found to have been set. */
  timesSet(): number
}

/** A sample of both clocks: they differed by `offsetMs`, give or take half of `tripMs`. */
type Sample = { readonly offsetMs: number; readonly tripMs: number; readonly atMs: number }

/** Milliseconds by which a sample grows less sure in every millisecond: what NTP slews a clock by, and a clock's own. */
const drift = 6e-4
/** A smaller step of a clock is taken for noise, and makes a slot no more than this early or late. */
const jumpMs = 5
/** For a database on the same machine; the first guess for any other. */
const shortestLeadMs = 2
/** More would come near the longest wait for a slot, and whoever asks next would get none. */
const longestLeadMs = 1_000
/** How much the newest answer counts in the average of how long answers take. */
const weight = 0.2

/** One per process; `elapsedMs` is a clock that nobody sets. */
export function createSlotClock(elapsedMs: () => number): SlotClock {
  let best: Sample | undefined
  let timesSet = 0
  let usualTripMs = shortestLeadMs
  return {
    leadMs: () => Math.min(Math.max(2 * usualTripMs, shortestLeadMs), longestLeadMs),
    note: (askedMs, databaseMs) => {
      const atMs = elapsedMs()
      const tripMs = atMs - askedMs
      usualTripMs += weight * (tripMs - usualTripMs)
      const sample = { offsetMs: databaseMs - (askedMs + atMs) / 2, tripMs, atMs }
      const isSet = best !== undefined && contradicts(sample, best)
      if (isSet) timesSet++
      if (!best || isSet || isSurer(sample, best)) best = sample
    },
    localMs: databaseMs => databaseMs - (best?.offsetMs ?? 0),
    timesSet: () => timesSet,
  }
}

/** The faster the answer, the surer the sample, and the older, the less. */
function isSurer(sample: Sample, best: Sample): boolean {
  return sample.tripMs <= best.tripMs + driftSince(best, sample)
}

/** Both cannot be true of clocks that nobody set. */
function contradicts(sample: Sample, best: Sample): boolean {
  const apart = Math.abs(sample.offsetMs - best.offsetMs)
  return apart > (sample.tripMs + best.tripMs) / 2 + driftSince(best, sample) + jumpMs
}

function driftSince(best: Sample, sample: Sample): number {
  return drift * (sample.atMs - best.atMs)
}
