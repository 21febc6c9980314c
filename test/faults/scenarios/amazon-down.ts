/** R7: Amazon answers nothing but errors while thousands consent, and comes back. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '../../../src/storage/database.ts'
import { type Crowd, createCrowd } from '../crowd.ts'
import { inDatabase } from '../embedded-database.ts'
import { depositsOf, judge } from '../evidence.ts'
import { milliseconds, percentile, tally } from '../figures.ts'
import { install } from '../installation.ts'
import { loadTimes } from '../load.ts'
import { promise, type Result, type Scenario, type Stage } from '../scenario.ts'

const before = 500
const consents = 5_000
const callsPerSecond = 100
/** As many before as while Amazon is down; the walkers share the two cores. */
const arrivalsPerSecond = 60
/** Ten answers in a row that prove nothing, and what was under way then, tell that Amazon is down. */
const noticedMs = 10_000
const probeEveryMs = 5_000
const slowdown = 3
const downHours = 24
/** Those whose window ends with the day are handed to a person one after the other, as they were sent. */
const reviewMs = 15_000
/** Calls that were under way when the tenth in a row was unanswered, and the probes of a day that found nobody in doubt. */
const mostInDoubt = 200
/** The next probe, and the whole line at 95 % of the pace. */
const longestDrainMs = 15_000 + (1_000 * consents) / (0.95 * callsPerSecond)
/** The page is never called slow below this, whatever it was before. */
const quickMs = 100

export const amazonDown: Scenario = {
  name: 'R7',
  title: `Amazon is down for ${downHours} hours while ${consents} people consent`,
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
  progress(`${crowd.claimed()} have claimed`)
  await inDatabase(scope, installation, database => passTime(database, downAt))
  await sleep(reviewMs)
  await installation.emulator.play([])
  const lastFaultAt = Date.now()
  progress(`Amazon is back after ${downHours} hours`)
  const verdict = await judge(installation, crowd, links, { lastFaultAt, settleMs: 180_000 })
  const times = loadTimes(verdict.calls)
  const probes = times.filter(at => at > downAt + noticedMs && at < lastFaultAt).length
  const mostProbes = Math.ceil((lastFaultAt - downAt - noticedMs) / probeEveryMs)
  const slowest = Math.max(quickMs, slowdown * normal)
  const drainedMs = (times.at(-1) ?? Number.NaN) - lastFaultAt
  const states = Map.groupBy(depositsOf(verdict.export), ({ state }) => state)
  const inReview = states.get('review')?.length ?? 0
  const deposited = states.get('deposited')?.length ?? 0
  return {
    figures: {
      claims: crowd.claimed(),
      deposited,
      'in doubt for a day, for a person': inReview,
      'walked in': milliseconds(lastFaultAt - downAt),
      'landing p99 before': milliseconds(normal),
      'landing p99 meanwhile': milliseconds(down),
      'probes meanwhile': `${probes} of ${mostProbes} allowed`,
      'first call after': milliseconds((times.find(at => at >= lastFaultAt) ?? Number.NaN) - lastFaultAt),
      'drained after': `${milliseconds(drainedMs)} of ${milliseconds(longestDrainMs)}`,
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...verdict.violations,
      ...promise(crowd.troubles.size === 0, `people met ${tally(crowd.troubles)}`),
      ...promise(
        deposited + inReview === links.length,
        `${deposited} deposited and ${inReview} in review of ${links.length}`,
      ),
      ...promise(
        inReview > 0 && inReview <= mostInDoubt,
        `${inReview} deposits wait for a person, at most ${mostInDoubt} may`,
      ),
      ...promise(
        probes <= mostProbes,
        `${probes} probes while Amazon was down, at most ${mostProbes} are allowed`,
      ),
      ...promise(down <= slowest, `landing p99 was ${milliseconds(down)} while Amazon was down`),
      ...promise(
        drainedMs <= longestDrainMs,
        `drained only ${milliseconds(drainedMs)} after Amazon was back`,
      ),
    ],
  }
}

/** As if Amazon had been down since a day ago: what was sent first is now as old as Amazon may remember its id. */
async function passTime(sql: Sql, downAt: number): Promise<void> {
  const ms = downHours * 3_600_000 - (Date.now() - downAt)
  const back = 'make_interval(secs => $1 / 1000.0)'
  const since = 'to_timestamp($2 / 1000.0)'
  await sql.query(
    `update deposit set first_sent_at = first_sent_at - ${back} where first_sent_at > ${since}`,
    [ms, downAt],
  )
  await sql.query(
    `update partner_account set held_since = held_since - ${back} where held_since > ${since}`,
    [ms, downAt],
  )
}

async function landingP99(crowd: Crowd, links: readonly string[]): Promise<number> {
  const first = crowd.landingMs.length
  await crowd.arrive(links, index => (1_000 * index) / arrivalsPerSecond)
  return percentile(crowd.landingMs.slice(first), 0.99)
}
