/** R1: the service is killed at every step of a claim, in every world of the emulator. */
import { rmSync } from 'node:fs'
import { openEmbedded } from '../../../src/storage/embedded/server.ts'
import { dataDir, type Scope } from '../../helpers/program.ts'
import { points, worlds } from '../../services/crash.ts'
import { compute } from '../computing.ts'
import { promise, type Result, type Scenario, type Stage } from '../scenario.ts'

const command = ['--test', '--test-timeout=120000', '--test-reporter=tap', 'test/faults/every-crash.ts']
const cases = points.length * Object.keys(worlds).length

export const crash: Scenario = {
  name: 'R1',
  title: `a kill at ${points.length} steps in ${Object.keys(worlds).length} worlds`,
  needs: [],
  pace: 'computes',
  run,
}

async function run({ scope, progress }: Stage): Promise<Result> {
  const program = compute(scope, command, { TEST_DATABASE_URL: await openServer(scope) })
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

/** The tests make their databases on it; it ends with the scenario, however that ends. */
async function openServer(scope: Scope): Promise<string> {
  const dir = dataDir(scope)
  const server = await openEmbedded(dir, { durable: false })
  scope.after(async () => {
    await server.close()
    rmSync(dir, { recursive: true, force: true })
  })
  const { host, port, user, password, database } = server.connection
  return `postgres://${user}:${password}@${host}:${port}/${database}`
}
