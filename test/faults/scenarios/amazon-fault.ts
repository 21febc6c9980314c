/** R6: Amazon misbehaves in every way that the emulator knows, seldom, often and always. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { claimLinkId } from '../../../src/domain/claim-link.ts'
import { dataDir } from '../../helpers/program.ts'
import { atMost, createCrowd } from '../crowd.ts'
import type { Emulator } from '../emulator.ts'
import { judge, type Verdict } from '../evidence.ts'
import { expectations } from '../fault-expectation.ts'
import { tally } from '../figures.ts'
import { type Installation, install } from '../installation.ts'
import { joined, part, type Result, type Scenario, type Stage } from '../scenario.ts'
import { meanCalls, misjudged, type Target } from './amazon-fault-verdict.ts'
import { signInFault } from './sign-in-fault.ts'

/** How often a call of a claim meets the fault, and how many claims are played so. */
const shares = new Map([
  [0.01, 5],
  [0.1, 5],
  [0.5, 50],
  [1, 20],
])
const shareOf = [...shares].flatMap(([share, claims]) => Array.from({ length: claims }, () => share))
const callsPerSecond = 100
const groupSize = 8
const atOnce = 80
const mostCallsAtHalf = 3
/** The faults are played on after the last claim, so that waits end in them too. */
const lastMs = 20_000
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

/** Claims with rare faults come first, because an account in an outage would keep them waiting. */
async function prepare(installation: Installation, group: readonly string[]): Promise<Playing[]> {
  const targets: Target[] = []
  await atMost(2, group, async fault => {
    const links = await installation.issue(shareOf.length, { account: fault })
    for (const [index, link] of links.entries())
      targets.push({ ...target(link), fault, share: shareOf[index] ?? 1 })
  })
  const inOrder = targets.toSorted((a, b) => a.share - b.share)
  return await Promise.all(inOrder.map(own => play(installation.emulator, own)))
}

type Playing = Target & { readonly id: string }

async function play(emulator: Emulator, own: Target): Promise<Playing> {
  const { fault, share, requestId } = own
  const id = await emulator.add({ fault, operation: 'LoadAmazonBalance', requestId, probability: share })
  if (id !== null) return { ...own, id }
  throw new Error(`the emulator does not play ${fault} on loads`)
}

/** The faults go on for a while; then Amazon answers as agreed, and an operator releases what waits for a person. */
async function endLater(
  { emulator, release }: Installation,
  group: readonly string[],
  playing: readonly Playing[],
): Promise<void> {
  await sleep(lastMs)
  await atMost(4, playing, ({ id }) => emulator.remove(id))
  const waiting = group.filter(fault => expectations[fault]?.waitsForPerson)
  await atMost(1, waiting, release)
}

function target(link: string): Pick<Target, 'link' | 'claimLinkId' | 'requestId'> {
  const id = claimLinkId(link.split('/').at(-1) ?? '')
  return { link, claimLinkId: id, requestId: `Emul1${id}` }
}
