/** R4: the database goes away, politely or not, and comes back, while people claim. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createCrowd } from '../crowd.ts'
import { judge } from '../evidence.ts'
import { milliseconds, percentile, tally } from '../figures.ts'
import { type ForeignServer, openForeignServer, postgresqlServer } from '../foreign-server.ts'
import { install, type Service } from '../installation.ts'
import { root } from '../needs.ts'
import { promise, type Result, type Scenario, type Stage } from '../scenario.ts'

const restarts = 15
const claims = 1_500
const atOnce = 30
const longestDownMs = 10_000
const upMs = 4_000
const longestBackMs = 5_000
/** Fast, immediate, and the way of the out-of-memory killer. */
const ways: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGKILL']

export const databaseRestart: Scenario = {
  name: 'R4',
  title: `${restarts} restarts of the database in ${claims} claims`,
  needs: [root, postgresqlServer],
  pace: 'waits',
  run,
}

async function run(stage: Stage): Promise<Result> {
  const server = await openForeignServer(stage.scope)
  const installation = await install(stage.scope, { callsPerSecond: 100, databaseUrl: server.url })
  const service = await installation.start()
  const links = await installation.issue(claims)
  const crowd = createCrowd(stage.scope)
  const walking = crowd.walk(links, atOnce)
  const backMs = await restartAgain(stage, server, service)
  const lastFaultAt = Date.now()
  await walking
  stage.progress(`${crowd.claimed()} claimed, waiting for the last deposits`)
  const { violations } = await judge(installation, crowd, links, { lastFaultAt, settleMs: 60_000 })
  const impolite = [...crowd.troubles].filter(([kind]) => kind !== '503')
  const slowest = percentile(backMs, 1)
  return {
    figures: {
      restarts,
      claims: crowd.claimed(),
      'normal again p50': milliseconds(percentile(backMs, 0.5)),
      'normal again slowest': milliseconds(slowest),
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...violations,
      ...promise(crowd.claimed() === claims, `only ${crowd.claimed()} of ${claims} people could claim`),
      ...promise(
        impolite.length === 0,
        `people met ${tally(new Map(impolite))} instead of a 503 with Retry-After`,
      ),
      ...promise(slowest <= longestBackMs, `normal again only ${milliseconds(slowest)} after the database`),
      ...promise(service.child.exitCode === null, 'the service did not live through it'),
    ],
  }
}

/** Milliseconds from the return of the database until the service says that it is ready. */
async function restartAgain({ progress }: Stage, server: ForeignServer, service: Service): Promise<number[]> {
  const backMs: number[] = []
  for (let number = 0; number < restarts; number++) {
    await sleep(upMs)
    await server.stop(ways[number % ways.length] ?? 'SIGINT')
    await sleep(longestDownMs * Math.random())
    await server.start()
    backMs.push(await untilReady(service.url))
    if (number % 5 === 4) progress(`${number + 1} restarts`)
  }
  return backMs
}

async function untilReady(url: string): Promise<number> {
  const started = performance.now()
  const longest = AbortSignal.timeout(60_000)
  while (!longest.aborted) {
    const answer = await fetch(`${url}/health/ready`, { signal: longest }).catch(() => null)
    await answer?.body?.cancel()
    if (answer?.status === 200) break
    await sleep(50)
  }
  return performance.now() - started
}
