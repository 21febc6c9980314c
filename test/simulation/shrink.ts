/** Makes a failing life smaller while it still fails: fewer faults, kills, freezes, processes, presses, links. */
import { type Life, type LifeOptions, live } from './lifetime.ts'

export async function shrink(life: Life): Promise<Life> {
  let smallest = life
  for (let found = true; found; ) {
    found = false
    for (const options of smaller(smallest.options)) {
      const next = await live(options)
      if (next.problems.length === 0) continue
      smallest = next
      found = true
      break
    }
  }
  return smallest
}

function smaller(options: LifeOptions): LifeOptions[] {
  const { faults, links, presses, processes, kills, freezes, campaigns } = options
  const half = (value: number, least: number) => Math.max(least, Math.floor(value / 2))
  const candidates: LifeOptions[] = [
    ...faults.map(dropped => ({ ...options, faults: faults.filter(fault => fault !== dropped) })),
    { ...options, kills: half(kills, 0) },
    { ...options, freezes: half(freezes, 0) },
    { ...options, processes: half(processes, 1) },
    { ...options, campaigns: 1 },
    { ...options, presses: half(presses, 1) },
    { ...options, links: half(links, 1) },
    { ...options, memory: 'replays' },
  ]
  return candidates.filter(
    candidate => JSON.stringify(candidate) !== JSON.stringify({ ...options, campaigns }),
  )
}
