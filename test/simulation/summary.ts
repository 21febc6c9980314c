/** What many lives met together, so that a fault or a change of state that never happened is seen. */
import { type Fate, fates } from './amazon.ts'
import type { Life } from './lifetime.ts'

export type Summary = { add(life: Life): void; text(): string }

export function summary(): Summary {
  const faults = new Map<Fate, number>()
  const edges = new Map<string, number>()
  let lives = 0
  return {
    add: life => {
      lives++
      for (const [fate, count] of life.faultsMet) faults.set(fate, (faults.get(fate) ?? 0) + count)
      for (const edge of life.edges) edges.set(edge, (edges.get(edge) ?? 0) + 1)
    },
    text: () =>
      [
        `${lives} lives, no violation; every hundredth replayed, equal`,
        ...fates.map(fate => `  fault ${fate}: met ${faults.get(fate) ?? 0} times`),
        ...[...edges].sort().map(([edge, count]) => `  ${edge}: in ${count} lives`),
      ].join('\n'),
  }
}
