/** Walks every interleaving of a small scope: `--states N` bounds it, `--plant no-locks` puts a defect in. */
import { parseArgs } from 'node:util'
import './hooks.ts'

const { explore, smallScope } = await import('./interleavings.ts')

const { values } = parseArgs({
  options: {
    states: { type: 'string' },
    rounds: { type: 'string' },
    links: { type: 'string' },
    plant: { type: 'string' },
  },
})
const scope = {
  ...smallScope,
  rounds: Number(values.rounds ?? smallScope.rounds),
  links: Number(values.links ?? smallScope.links),
  locks: values.plant !== 'no-locks',
}
const { states, problem, path } = await explore(scope, Number(values.states ?? 2_000_000))
console.log(`${states} states`)
if (problem) {
  console.error(`${problem}\n${path.join('\n')}`)
  process.exit(1)
}
console.log('every interleaving, no violation')
