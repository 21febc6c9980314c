/** R7: Amazon answers nothing but errors while thousands consent, and comes back. */
import { type Crowd, createCrowd } from '../crowd.ts'
import { judge } from '../evidence.ts'
import { milliseconds, percentile, tally } from '../figures.ts'
import { install } from '../installation.ts'
import { loadTimes } from '../load.ts'
import { promise, type Result, type Scenario, type Stage } from '../scenario.ts'

const before = 500
const consents = 5_000
const callsPerSecond = 100
const atOnce = 24
/** Ten answers in a row that prove nothing, and what was under way then, tell that Amazon is down. */
const noticedMs = 10_000
const probeEveryMs = 5_000
const slowdown = 3
/** The page is never called slow below this, whatever it was before. */
const quickMs = 100

export const amazonDown: Scenario = {
  name: 'R7',
  title: `Amazon is down while ${consents} people consent`,
  needs: [],
  pace: 'measures',
  run,
}

async function run({ scope, progress }: Stage): Promise<Result> {
  const installation = await install(scope, { callsPerSecond })
  await installation.start()
  const links = await installation.issue(before + consents)
  const crowd = createCrowd(scope)
  const normal = await landingP99(crowd, links.slice(0, before))
  const downAt = Date.now()
  await installation.emulator.play([{ fault: 'html-503' }])
  const down = await landingP99(crowd, links.slice(before))
  await installation.emulator.play([])
  const lastFaultAt = Date.now()
  progress(
    `${crowd.claimed()} have claimed, Amazon is back after ${Math.round((lastFaultAt - downAt) / 1_000)} s`,
  )
  const verdict = await judge(installation, crowd, links, { lastFaultAt, settleMs: 180_000 })
  const times = loadTimes(verdict.calls)
  const probes = times.filter(at => at > downAt + noticedMs && at < lastFaultAt).length
  const mostProbes = Math.ceil((lastFaultAt - downAt - noticedMs) / probeEveryMs)
  const slowest = Math.max(quickMs, slowdown * normal)
  return {
    figures: {
      claims: crowd.claimed(),
      'down for': milliseconds(lastFaultAt - downAt),
      'landing p99 before': milliseconds(normal),
      'landing p99 meanwhile': milliseconds(down),
      'probes meanwhile': probes,
      'first call after': milliseconds((times.find(at => at >= lastFaultAt) ?? Number.NaN) - lastFaultAt),
      'last call after': milliseconds((times.at(-1) ?? Number.NaN) - lastFaultAt),
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...verdict.violations,
      ...promise(crowd.troubles.size === 0, `people met ${tally(crowd.troubles)}`),
      ...promise(
        probes <= mostProbes,
        `${probes} probes while Amazon was down, at most ${mostProbes} are allowed`,
      ),
      ...promise(down <= slowest, `landing p99 was ${milliseconds(down)} while Amazon was down`),
    ],
  }
}

async function landingP99(crowd: Crowd, links: readonly string[]): Promise<number> {
  const first = crowd.landingMs.length
  await crowd.walk(links, atOnce)
  return percentile(crowd.landingMs.slice(first), 0.99)
}
