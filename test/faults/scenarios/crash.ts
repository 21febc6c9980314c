/** R1: the service is killed at every step of a claim, in every world of the emulator. */
import { run as runProgram } from '../../helpers/program.ts'
import { points, worlds } from '../../services/crash.ts'
import { promise, type Result, type Scenario, type Stage } from '../scenario.ts'

const command = [
  process.execPath,
  '--test',
  '--test-global-setup=test/helpers/global-setup.ts',
  '--test-timeout=120000',
  '--test-reporter=tap',
  'test/faults/every-crash.ts',
]
const cases = points.length * Object.keys(worlds).length

export const crash: Scenario = {
  name: 'R1',
  title: `a kill at ${points.length} steps in ${Object.keys(worlds).length} worlds`,
  needs: [],
  alone: false,
  run,
}

async function run({ scope, progress }: Stage): Promise<Result> {
  const program = runProgram(scope, command, {})
  const told = setInterval(() => progress(`${passed(program.stdout())} of ${cases} kept`), 30_000)
  const exit = await program.exit
  clearInterval(told)
  const failures = [...program.stdout().matchAll(/^not ok \d+ - (.*)$/gm)].map(([, name]) => `kill ${name}`)
  const kept = passed(program.stdout())
  return {
    figures: { kills: cases, kept },
    violations: [
      ...failures,
      ...promise(exit === 0 && kept === cases, `${kept} of ${cases} kept, exit ${exit}`),
    ],
  }
}

function passed(output: string): number {
  return [...output.matchAll(/^ok \d+ - /gm)].length
}
