/** Login with Amazon misbehaves in every way that the emulator knows, while people sign in to claim. */
import { OPERATIONS } from '../../../src/emulator/fault/playable.ts'
import { createCrowd } from '../crowd.ts'
import type { Emulator } from '../emulator.ts'
import { judge, type Row } from '../evidence.ts'
import { tally } from '../figures.ts'
import { install } from '../installation.ts'
import { promise, type Result, type Stage } from '../scenario.ts'
import { statusAfter } from '../sign-in-expectation.ts'

const people = 400
/** Those who have not met a fault that was left come after them, so many at a time. */
const morePeople = 100
const mostPeople = 1_200
const atOnce = 40
/** How often each fault is met on each operation, and with which chance by a call that could meet it. */
const times = 5
const chance = 0.03
const operations = OPERATIONS.filter(operation => ['token', 'tokeninfo', 'profile'].includes(operation))

export async function signInFault({ scope, progress }: Stage): Promise<Result> {
  const installation = await install(scope, { callsPerSecond: 100 })
  await installation.start()
  const played = await playAll(installation.emulator)
  const crowd = createCrowd(scope)
  const links: string[] = []
  while (links.length < mostPeople && (links.length === 0 || (await isLeft(installation.emulator)))) {
    const own = await installation.issue(links.length === 0 ? people : morePeople)
    await crowd.walk(own, atOnce)
    links.push(...own)
    progress(`${crowd.claimed()} have signed in and claimed`)
  }
  await installation.emulator.play([])
  const verdict = await judge(installation, crowd, links, { lastFaultAt: Date.now(), settleMs: 60_000 })
  const met = verdict.calls.filter(({ operation, fault }) => isSignIn(operation) && fault !== null)
  return {
    figures: {
      'faults and operations': played,
      'faults met': met.length,
      claims: crowd.claimed(),
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...verdict.violations,
      ...misjudged(met, crowd.troubles),
      ...promise(met.length === played * times, `${met.length} faults were met, not ${played * times}`),
      ...promise(
        verdict.ledger.length === links.length,
        `${verdict.ledger.length} loads for ${links.length} claims`,
      ),
    ],
  }
}

/** How many faults are played, each on one operation. */
async function playAll(emulator: Emulator): Promise<number> {
  let played = 0
  for (const fault of await emulator.faultNames()) {
    for (const operation of operations) {
      // Said of both, it would be true: nobody could tell.
      if (fault === 'other-user' && operation === 'profile') continue
      const id = await emulator.add({ fault, operation, count: times, probability: chance })
      if (id !== null) played++
    }
  }
  return played
}

async function isLeft(emulator: Emulator): Promise<boolean> {
  return (await emulator.activeFaults()) > 0
}

function isSignIn(operation: unknown): boolean {
  return operations.some(own => own === operation)
}

/** Every answer must have led to the page that is right for it; who is refused for lack of room reads a 503 too. */
function misjudged(met: readonly Row[], troubles: ReadonlyMap<string, number>): string[] {
  const wanted = Map.groupBy(met, ({ fault }) => statusAfter(String(fault)))
  return [400, 502, 503].flatMap(status => {
    const kinds = [...troubles].filter(([kind]) => kind.startsWith(String(status)))
    const shown = kinds.reduce((sum, [, count]) => sum + count, 0)
    const due = wanted.get(status)?.length ?? 0
    const isRight = status === 503 ? shown >= due : shown === due
    return promise(
      isRight,
      `sign-in: ${shown} pages had status ${status} after ${due} faults that ask for it`,
    )
  })
}
