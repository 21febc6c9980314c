/** R15 and R16: simulated lives of the engine, and every interleaving of a small scope, in programs of their own. */
import { compute } from '../computing.ts'
import { promise, type Scenario, type Stage } from '../scenario.ts'

const lives = 10_000

export const simulatedLife: Scenario = {
  name: 'R15',
  title: `${lives} simulated lives`,
  needs: [],
  pace: 'computes',
  run: async stage => {
    const { output, exit } = await play(stage, 'main.ts', '--seeds', String(lives))
    const faults = [...output.matchAll(/fault \S+: met (\d+) times/g)].map(([, count]) => Number(count))
    return {
      figures: { lives, 'fewest of a fault': Math.min(...faults) },
      violations: promise(exit === 0 && faults.length > 0, output),
    }
  },
}

export const interleaving: Scenario = {
  name: 'R16',
  title: 'every interleaving of two processes',
  needs: [],
  pace: 'computes',
  run: async stage => {
    const { output, exit } = await play(stage, 'exhaust.ts', '--links', '1', '--rounds', '2')
    const states = /^(\d+) states$/m.exec(output)?.[1] ?? 'unknown'
    return { figures: { states }, violations: promise(exit === 0, output) }
  },
}

async function play(
  { scope }: Stage,
  program: string,
  ...args: readonly string[]
): Promise<{ output: string; exit: number | string }> {
  const played = compute(scope, [`test/simulation/${program}`, ...args])
  const exit = await played.exit
  return { output: `${played.stdout()}${played.stderr()}`, exit }
}
