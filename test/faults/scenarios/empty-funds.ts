/** R21: the funds at Amazon run out in the middle of a blast, and somebody pays in later. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createCrowd } from '../crowd.ts'
import { judge } from '../evidence.ts'
import { milliseconds, tally } from '../figures.ts'
import { amount, install } from '../installation.ts'
import { loadTimes } from '../load.ts'
import { promise, type Result, type Scenario, type Stage } from '../scenario.ts'

const claims = 300
/** So many loads are paid for at first. */
const paidFor = 100
const atOnce = 20
/** How long nobody notices. */
const emptyMs = 20_000
const callsPerSecond = 50
/** One probe a minute finds out that there are funds again; until then nobody can know. */
const longestUnknownMs = 61_000
/** From that probe on, at the full pace, with a second to begin. */
const longestDrainMs = 1_000 + (1_060 * (claims - paidFor)) / callsPerSecond
const settleMs = 120_000

export const emptyFunds: Scenario = {
  name: 'R21',
  title: `funds for ${paidFor} of ${claims} claims, the rest later`,
  needs: [],
  pace: 'waits',
  run,
}

async function run({ scope, progress }: Stage): Promise<Result> {
  const installation = await install(scope, { callsPerSecond })
  await installation.start()
  const links = await installation.issue(claims)
  await installation.emulator.setFunds(paidFor * Number(amount))
  const crowd = createCrowd(scope)
  await crowd.walk(links, atOnce)
  await crowd.lookAll(links)
  progress('all have claimed, the funds are out')
  await sleep(emptyMs)
  await installation.emulator.setFunds(claims * Number(amount))
  const paidInAt = Date.now()
  const verdict = await judge(installation, crowd, links, { lastFaultAt: null, settleMs })
  const times = loadTimes(verdict.calls).filter(at => at >= paidInAt)
  const [noticedAt = Number.NaN, drainedAt = Number.NaN] = [times[0], times.at(-1)]
  const refusals = verdict.calls.filter(call => call.answer === 'F300 InsufficientFunds')
  const discouraged = crowd.journal.count('refused') + crowd.journal.count('review')
  return {
    figures: {
      claims: crowd.claimed(),
      loads: verdict.ledger.length,
      'calls without funds': refusals.length,
      'noticed after': milliseconds(noticedAt - paidInAt),
      'drained after that': `${milliseconds(drainedAt - noticedAt)} of ${milliseconds(longestDrainMs)}`,
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...verdict.violations,
      ...promise(verdict.ledger.length === claims, `${verdict.ledger.length} loads for ${claims} claims`),
      ...promise(noticedAt - paidInAt <= longestUnknownMs, 'the funds were noticed too late'),
      ...promise(
        drainedAt - noticedAt <= longestDrainMs,
        'whoever waited for the funds waited on after them',
      ),
      ...promise(discouraged === 0, `${discouraged} pages told people that something went wrong`),
    ],
  }
}
