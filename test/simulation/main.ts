/**
 * Simulated lives of the engine, one for each seed: `--seeds 10000`, `--from 1`, or one again with `--seed 42`. The
 * first that fails is shrunk and printed with all its options; exit code 1. `--plant` puts a defect in.
 */
import { parseArgs } from 'node:util'
import './hooks.ts'
import type { LifeOptions } from './lifetime.ts'

const { live, optionsOf } = await import('./lifetime.ts')
const { shrink } = await import('./shrink.ts')
const { summary } = await import('./summary.ts')

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string' },
    seed: { type: 'string' },
    plant: { type: 'string' },
  },
})
const first = Number(values.seed ?? values.from ?? 1)
const count = values.seed === undefined ? Number(values.seeds ?? 1_000) : 1
const total = summary()

function optionsFor(seed: number): LifeOptions {
  const { plant } = values
  return { ...optionsOf(seed), planted: plant === 'no-locks' || plant === 'early-forgetting' ? plant : null }
}

for (let seed = first; seed < first + count; seed++) {
  const life = await live(optionsFor(seed))
  total.add(life)
  if (life.problems.length > 0) {
    console.error(JSON.stringify(await shrink(life), null, 2))
    process.exit(1)
  }
  if (seed % 100 === 0) {
    const again = await live(optionsFor(seed))
    if (again.trace !== life.trace) throw new Error(`seed ${seed} does not replay`)
    if (process.stderr.isTTY) process.stderr.write(`\r${seed - first + 1} of ${count}`)
  }
}
console.log(total.text())
