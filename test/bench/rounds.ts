/** Rounds in which every contestant has its turn; one that is not measured is stopped, so that it costs nobody anything. */
import { type Contestant, type Figures, type Load, measureClaims } from './measure.ts'

/** The figures of one round, in the order of the contestants. */
export type Round = readonly Figures[]

/** Begins each round with another contestant, because who is first finds the machine in another state. */
export async function runRounds(
  contestants: readonly Contestant[],
  load: Load,
  count: number,
): Promise<Round[]> {
  const rounds: Round[] = []
  for (let round = 0; round < count; round += 1) {
    const figures: Figures[] = []
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const index = (round + turn) % contestants.length
      const contestant = contestants[index]
      if (!contestant) throw new Error('bug: there is no such contestant')
      const measured = await alone(contestant, () => measureClaims(contestant, load))
      figures[index] = measured
      const perSecond = measured.perSecond.toFixed(0)
      console.error(`round ${round + 1} of ${count}: ${contestant.name}, ${perSecond} claims/s`)
    }
    rounds.push(figures)
  }
  return rounds
}

/** Lets only this one run meanwhile. */
export async function alone<T>(contestant: Contestant, work: () => Promise<T>): Promise<T> {
  contestant.resume()
  try {
    return await work()
  } finally {
    contestant.pause()
  }
}
