/** R3: the power fails under the database, the service's own or a foreign one, while people claim. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { postgresProcesses } from '../../helpers/embedded.ts'
import { createCrowd } from '../crowd.ts'
import { judge } from '../evidence.ts'
import { tally } from '../figures.ts'
import { type FileSystem, mountFileSystem } from '../file-system.ts'
import { openForeignServer, postgresqlServer } from '../foreign-server.ts'
import { type Installation, install } from '../installation.ts'
import { loopMount, perl, root } from '../needs.ts'
import { killAll } from '../process.ts'
import { joined, part, promise, type Result, type Scenario, type Stage } from '../scenario.ts'

const cuts = 10
const claims = 300
const atOnce = 6
/** How long the service runs between two cuts; the first comes soon after the first claims. */
const shortestMs = 200
const longestMs = 4_000
/** Amazon thinks about half of the loads, so that cuts find calls under way. */
const slowAnswer = { fault: 'delay', seconds: 0.5, probability: 0.5 }

export const powerCut: Scenario = {
  name: 'R3',
  title: `${cuts} power cuts each under the embedded and a foreign PostgreSQL`,
  needs: [root, loopMount, perl, postgresqlServer],
  pace: 'waits',
  run: async stage => {
    const [embedded, foreign] = await Promise.all([
      underEmbedded(part(stage, 'embedded')),
      underForeign(part(stage, 'foreign')),
    ])
    return joined({ embedded, foreign })
  },
}

async function underEmbedded(stage: Stage): Promise<Result> {
  const fileSystem = mountFileSystem(stage.scope)
  const dir = join(fileSystem.dir, 'data')
  mkdirSync(dir, { mode: 0o711 })
  stage.scope.after(() => killAll(postgresProcesses(dir)))
  const installation = await install(stage.scope, { callsPerSecond: 100, dir })
  let service = await installation.start()
  const cut = async () => {
    fileSystem.cutPower()
    service.child.kill('SIGKILL')
    await service.exit
    killAll(postgresProcesses(dir))
    await fileSystem.restorePower()
    service = await installation.start()
  }
  return await cutAgain(stage, installation, cut)
}

/** The service lives through it on another disk, as on a machine of its own. */
async function underForeign(stage: Stage): Promise<Result> {
  const fileSystem: FileSystem = mountFileSystem(stage.scope)
  const server = await openForeignServer(stage.scope, fileSystem.dir)
  const installation = await install(stage.scope, { callsPerSecond: 100, databaseUrl: server.url })
  const service = await installation.start()
  const cut = async () => {
    fileSystem.cutPower()
    await server.kill()
    await fileSystem.restorePower()
    await server.start()
    if (service.child.exitCode !== null) throw new Error(`the service ended: ${service.stderr()}`)
  }
  return await cutAgain(stage, installation, cut)
}

async function cutAgain(
  { scope, progress }: Stage,
  installation: Installation,
  cut: () => Promise<void>,
): Promise<Result> {
  const links = await installation.issue(claims)
  await installation.emulator.play([slowAnswer])
  const crowd = createCrowd(scope)
  const walking = crowd.walk(links, atOnce)
  for (let number = 1; number <= cuts; number++) {
    await sleep(number === 1 ? shortestMs : shortestMs + (longestMs - shortestMs) * Math.random())
    await cut()
    progress(`${number} cuts, ${crowd.claimed()} claimed`)
  }
  const lastFaultAt = Date.now()
  await walking
  const { violations } = await judge(installation, crowd, links, { lastFaultAt, settleMs: 60_000 })
  return {
    figures: { cuts, claims: crowd.claimed(), 'what people met': tally(crowd.troubles) },
    violations: [
      ...violations,
      ...promise(crowd.claimed() === claims, `only ${crowd.claimed()} of ${claims} people could claim`),
    ],
  }
}
