/** R6: Amazon misbehaves in every way that the emulator knows, seldom, often and always. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataDir } from '../../helpers/program.ts'
import { createCrowd } from '../crowd.ts'
import type { Emulator } from '../emulator.ts'
import { judge, type Verdict } from '../evidence.ts'
import { expectations } from '../fault-expectation.ts'
import { tally } from '../figures.ts'
import { install } from '../installation.ts'
import { joined, part, type Result, type Scenario, type Stage } from '../scenario.ts'
import { endLater, prepare, shares } from './amazon-fault-play.ts'
import { meanCalls, misjudged, type Target } from './amazon-fault-verdict.ts'
import { signInFault } from './sign-in-fault.ts'

const callsPerSecond = 100
const groupSize = 8
const atOnce = 80
const mostCallsAtHalf = 3
/** A hold that mends itself is probed once a minute. */
const settleMs = 150_000

const faults = Object.keys(expectations)

const title = [...shares].map(([share, claims]) => `${100 * share} % of the calls of ${claims} claims`)

export const amazonFault: Scenario = {
  name: 'R6',
  title: `${faults.length} faults of Amazon, each on ${title.join(', ')}, and all faults of a sign-in`,
  needs: [],
  pace: 'waits',
  run: async stage => {
    const [loads, signIns] = await Promise.all([
      loadFault(part(stage, 'loads')),
      signInFault(part(stage, 'sign-ins')),
    ])
    return joined({ loads, 'sign-ins': signIns })
  },
}

async function loadFault({ scope, progress }: Stage): Promise<Result> {
  const dir = dataDir(scope)
  const variables = { PARTNER_ACCOUNTS_FILE: accountsFile(dir) }
  const installation = await install(scope, { callsPerSecond: 100_000, dir, variables })
  await installation.start()
  const unexpected = await unexpectedFaults(installation.emulator)
  const crowd = createCrowd(scope)
  const targets: Target[] = []
  const endings: Promise<void>[] = []
  for (const group of groups()) {
    const own = await prepare(installation, group)
    await crowd.walk(
      own.map(({ link }) => link),
      atOnce,
    )
    endings.push(endLater(installation, group, own))
    targets.push(...own)
    progress(`${crowd.claimed()} claimed`)
  }
  await Promise.all(endings)
  const lastFaultAt = Date.now()
  progress('Amazon answers as agreed again')
  const links = targets.map(({ link }) => link)
  const verdict = await judge(installation, crowd, links, { lastFaultAt, settleMs })
  const { most, violations } = boundedCalls(targets, verdict)
  return {
    figures: {
      faults: faults.length,
      claims: crowd.claimed(),
      'most calls a claim at 50 %': most,
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...unexpected.map(name => `the emulator plays ${name} on loads, and nothing says what is expected`),
      ...verdict.violations,
      ...misjudged(targets, verdict),
      ...violations,
    ],
  }
}

/** Where half of the calls fail, the mean of each fault is bounded. */
function boundedCalls(
  targets: readonly Target[],
  verdict: Verdict,
): { readonly most: string; readonly violations: string[] } {
  const half = Map.groupBy(
    targets.filter(({ share }) => share === 0.5),
    ({ fault }) => fault,
  )
  const means = [...half].map(([fault, own]) => ({ fault, mean: meanCalls(own, verdict) }))
  const [worst] = means.toSorted((one, other) => other.mean - one.mean)
  const broken = means.filter(({ mean }) => mean > mostCallsAtHalf)
  return {
    most: `${worst?.mean.toFixed(2)} (${worst?.fault})`,
    violations: broken.map(({ fault, mean }) => `I13 ${fault}: ${mean.toFixed(2)} calls a claim at 50 %`),
  }
}

/** Every fault has a partner account of its own, so that its holds and its pace are its own too. */
function accountsFile(dir: string): string {
  const path = join(dir, 'accounts.json')
  writeFileSync(path, JSON.stringify(faults.map(NAME => ({ NAME, CALLS_PER_SECOND: callsPerSecond }))))
  return path
}

/** Faults that can be played on loads and are not in our table. */
async function unexpectedFaults(emulator: Emulator): Promise<string[]> {
  const found: string[] = []
  for (const fault of await emulator.faultNames()) {
    const fits = await emulator.add({ fault, operation: 'LoadAmazonBalance', requestId: 'nobody' })
    if (fits !== null && !faults.includes(fault)) found.push(fault)
  }
  await emulator.play([])
  return found
}

/** Faults are played in turn, because a line of its own for each of them would be all that a process does. */
function groups(): string[][] {
  return Array.from({ length: Math.ceil(faults.length / groupSize) }, (_, index) =>
    faults.slice(groupSize * index, groupSize * (index + 1)),
  )
}
