/** R2: the service is killed again and again, at any moment of its life, while people claim. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createCrowd } from '../crowd.ts'
import { judge } from '../evidence.ts'
import { milliseconds, percentile, tally } from '../figures.ts'
import { type Installation, install } from '../installation.ts'
import { promise, type Result, type Scenario, type Stage } from '../scenario.ts'

const kills = 200
const claims = 2_000
/** Few enough that the last ones are still under way at the last kills. */
const atOnce = 20
/** Of a kill to the next, or to the moment when the service is ready again. */
const shortestMs = 50
const longestMs = 1_500
const longestReadyMs = 2_000
/** Waits double: whoever was met by eight kills waits for two minutes after the last one. */
const settleMs = 150_000
/** Amazon thinks about half of the loads, so that kills find calls under way. */
const slowAnswer = { fault: 'delay', seconds: 0.5, probability: 0.5 }

export const kill: Scenario = {
  name: 'R2',
  title: `${kills} kills in ${claims} claims`,
  needs: [],
  pace: 'starts',
  run,
}

async function run(stage: Stage): Promise<Result> {
  const installation = await install(stage.scope, { callsPerSecond: 100 })
  const first = await installation.start()
  const links = await installation.issue(claims)
  await installation.emulator.play([slowAnswer])
  const crowd = createCrowd(stage.scope)
  const walking = crowd.walk(links, atOnce)
  const readyMs = await killAgain(stage, installation, first)
  const lastFaultAt = Date.now()
  await installation.start()
  await walking
  stage.progress(`${crowd.claimed()} claimed, waiting for the last deposits`)
  const { violations, calls } = await judge(installation, crowd, links, { lastFaultAt, settleMs })
  const p99 = percentile(readyMs, 0.99)
  return {
    figures: {
      kills,
      claims: crowd.claimed(),
      calls: calls.filter(call => call.operation === 'LoadAmazonBalance').length,
      'ready again p50': milliseconds(percentile(readyMs, 0.5)),
      'ready again p99': milliseconds(p99),
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...violations,
      ...promise(crowd.claimed() === claims, `only ${crowd.claimed()} of ${claims} people could claim`),
      ...promise(p99 <= longestReadyMs, `ready again only after ${milliseconds(p99)} (p99)`),
    ],
  }
}

/** Every second kill is timed from the start of the process, so that many hit the start itself. */
async function killAgain(
  { progress }: Stage,
  installation: Installation,
  first: ReturnType<Installation['spawn']>,
): Promise<number[]> {
  const readyMs: number[] = []
  let service = first
  for (let number = 1; number <= kills; number++) {
    if (number % 2 === 0) {
      const ms = await service.ready
      if (ms === null) throw new Error(`the service ended by itself: ${service.stderr()}`)
      readyMs.push(ms)
    }
    await sleep(shortestMs + (longestMs - shortestMs) * Math.random())
    service.child.kill('SIGKILL')
    const exit = await service.exit
    if (exit !== 'SIGKILL') throw new Error(`the service ended with ${exit}: ${service.stderr()}`)
    if (number % 20 === 0) progress(`${number} kills`)
    service = installation.spawn()
  }
  service.child.kill('SIGKILL')
  await service.exit
  return readyMs
}
