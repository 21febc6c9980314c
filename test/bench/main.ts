/** `npm run bench`: what a claim costs and how many go through, against a naive peer and against a full database. */
import { parseArgs } from 'node:util'
import { createClosers } from './closers.ts'
import { type Contestant, type Load, measureClaims, measureStages } from './measure.ts'
import { barLine, isMet, ratio, roundsTable, stagesTable } from './report.ts'
import { alone, type Round, runRounds } from './rounds.ts'
import { openStand, type Stand } from './stand.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    claims: { type: 'string', default: '800' },
    old: { type: 'string', default: '1000000' },
  },
})
const [rounds, claims, oldDeposits] = [Number(values.rounds), Number(values.claims), Number(values.old)]
/** Enough for the compiler and the pools, and never more than a round. */
const warmUp = Math.min(claims, 300)

const closers = createClosers()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)

try {
  const sizes = { claims: 2 * rounds * claims + claims + warmUp, oldDeposits }
  process.exitCode = (await bench(await openStand(closers, sizes))) ? 0 : 1
} catch (error) {
  // What is ended under its work fails, and that is no news.
  if (!closers.isClosing()) console.error(error)
  process.exitCode = 1
} finally {
  await closers.close()
}

function stop(): void {
  console.error('Stopping: ending PostgreSQL and whoever is measured …')
  void closers.close().finally(() => process.exit(1))
}

/** Whether every bar was met. */
async function bench({ naiveMemory, naivePostgres, ours, oursFilled, setDelay }: Stand): Promise<boolean> {
  const all = [naiveMemory, naivePostgres, ours, oursFilled]
  for (const each of all) await alone(each, () => measureClaims(each, { inFlight: 16, claims: warmUp }))
  await setDelay(50)
  const slow = await report('Amazon answers after 50 ms', [naiveMemory, naivePostgres, ours], {
    inFlight: 192,
    claims,
  })
  await setDelay(0)
  const fast = await report('Amazon answers at once', all, { inFlight: 16, claims })
  await reportStages([naivePostgres, ours], { inFlight: 16, claims })
  const checks = [
    {
      what: 'CPU of the service per claim, ours to naive with PostgreSQL sessions, 192 in flight',
      value: ratio(slow, [2, 1], row => row.serviceUs),
      most: 0.8,
    },
    { what: 'the same, 16 in flight', value: ratio(fast, [2, 1], row => row.serviceUs), most: 0.8 },
    {
      what: 'claims per second, ours to naive with PostgreSQL sessions, 192 in flight',
      value: ratio(slow, [2, 1], row => row.perSecond),
      least: 1.1,
    },
    {
      what: `CPU of service and database per claim, with ${oldDeposits} old deposits to without`,
      value: ratio(fast, [3, 2], row => row.serviceUs + row.databaseUs),
      most: 1.1,
    },
  ]
  console.log(`\n${checks.map(barLine).join('\n')}`)
  return checks.every(isMet)
}

async function report(title: string, contestants: readonly Contestant[], load: Load): Promise<Round[]> {
  const measured = await runRounds(contestants, load, rounds)
  console.log(`\n${title}, ${load.inFlight} claims in flight, ${load.claims} claims a round`)
  console.log(roundsTable(contestants, measured).join('\n'))
  return measured
}

async function reportStages(contestants: readonly Contestant[], load: Load): Promise<void> {
  console.log(`\nBy stage, CPU per claim, all claims through one stage after the other`)
  for (const contestant of contestants) {
    const split = await alone(contestant, () => measureStages(contestant, load))
    console.log([contestant.name, ...stagesTable(split)].join('\n'))
  }
}
