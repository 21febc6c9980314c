/** R8: an e-mail goes out to everybody at once, and Amazon takes them at its own pace. */
import { createCrowd } from '../crowd.ts'
import { judge } from '../evidence.ts'
import { milliseconds, percentile, tally } from '../figures.ts'
import { install } from '../installation.ts'
import { cpuSeconds, highestMb, loadTimes } from '../load.ts'
import { promise, type Result, type Scenario, type Stage } from '../scenario.ts'

/** Who walk the pages, on the same two cores: more of them a second would measure the walkers. */
const recipients = 1_200
const callsPerSecond = 10
/** Of the time that all calls take. */
const arrivalShare = 0.9
/** So many come in the first twelfth of the time. */
const early = { share: 0.3, time: 1 / 12 }
const drainBound = 1.06
const longestLandingMs = 100
const mostMb = 300

export const blast: Scenario = {
  name: 'R8',
  title: `a mail to ${recipients} people at ${callsPerSecond} calls a second`,
  needs: [],
  pace: 'measures',
  run,
}

async function run({ scope, progress }: Stage): Promise<Result> {
  const installation = await install(scope, { callsPerSecond })
  const service = await installation.start()
  const links = await installation.issue(recipients)
  const crowd = createCrowd(scope)
  progress('the mail is out')
  const cpuBefore = cpuSeconds(service.child.pid)
  const began = Date.now()
  await crowd.arrive(links, arrivalMs)
  const consentedMs = Date.now() - began
  progress(`all have claimed after ${Math.round(consentedMs / 1_000)} s`)
  const verdict = await judge(installation, crowd, links, { lastFaultAt: null, settleMs: 300_000 })
  const times = loadTimes(verdict.calls)
  const drainedMs = (times.at(-1) ?? Number.NaN) - (times[0] ?? Number.NaN)
  const bound = (drainBound * 1_000 * recipients) / callsPerSecond
  const landing = percentile(crowd.landingMs, 0.99)
  const memory = highestMb(service.child.pid)
  const cpu = (1_000 * (cpuSeconds(service.child.pid) - cpuBefore)) / recipients
  return {
    figures: {
      recipients,
      'last consent after': milliseconds(consentedMs),
      'drained in': `${milliseconds(drainedMs)} of ${milliseconds(bound)}`,
      'landing p50': milliseconds(percentile(crowd.landingMs, 0.5)),
      'landing p99': milliseconds(landing),
      'memory at most': `${memory} MB`,
      'processor time a claim': `${cpu.toFixed(1)} ms`,
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...verdict.violations,
      ...promise(crowd.troubles.size === 0, `people met ${tally(crowd.troubles)}`),
      ...promise(
        drainedMs <= bound,
        `drained in ${milliseconds(drainedMs)}, more than ${milliseconds(bound)}`,
      ),
      ...promise(landing <= longestLandingMs, `landing p99 was ${milliseconds(landing)}`),
      ...promise(memory <= mostMb, `the service took ${memory} MB`),
    ],
  }
}

function arrivalMs(index: number): number {
  const total = (1_000 * arrivalShare * recipients) / callsPerSecond
  const place = index / recipients
  if (place < early.share) return total * early.time * (place / early.share)
  return total * (early.time + (1 - early.time) * ((place - early.share) / (1 - early.share)))
}
