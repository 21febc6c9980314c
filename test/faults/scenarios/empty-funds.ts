/** R21: the funds at Amazon run out in the middle of a blast, and somebody pays in later. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createCrowd } from '../crowd.ts'
import { judge } from '../evidence.ts'
import { tally } from '../figures.ts'
import { amount, install } from '../installation.ts'
import { promise, type Result, type Scenario, type Stage } from '../scenario.ts'

const claims = 300
/** So many loads are paid for at first. */
const paidFor = 100
const atOnce = 20
/** How long nobody notices. */
const emptyMs = 20_000
/** One probe a minute finds out that there are funds again. */
const settleMs = 120_000

export const emptyFunds: Scenario = {
  name: 'R21',
  title: `funds for ${paidFor} of ${claims} claims, the rest later`,
  needs: [],
  pace: 'waits',
  run,
}

async function run({ scope, progress }: Stage): Promise<Result> {
  const installation = await install(scope, { callsPerSecond: 50 })
  await installation.start()
  const links = await installation.issue(claims)
  await installation.emulator.setFunds(paidFor * Number(amount))
  const crowd = createCrowd(scope)
  await crowd.walk(links, atOnce)
  await crowd.lookAll(links)
  progress('all have claimed, the funds are out')
  await sleep(emptyMs)
  await installation.emulator.setFunds(claims * Number(amount))
  const lastFaultAt = Date.now()
  const verdict = await judge(installation, crowd, links, { lastFaultAt, settleMs })
  const refusals = verdict.calls.filter(call => call.answer === 'F300 InsufficientFunds')
  const discouraged = crowd.journal.count('refused') + crowd.journal.count('review')
  return {
    figures: {
      claims: crowd.claimed(),
      loads: verdict.ledger.length,
      'calls without funds': refusals.length,
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...verdict.violations,
      ...promise(verdict.ledger.length === claims, `${verdict.ledger.length} loads for ${claims} claims`),
      ...promise(discouraged === 0, `${discouraged} pages told people that something went wrong`),
    ],
  }
}
