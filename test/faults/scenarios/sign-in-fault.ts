/** Login with Amazon misbehaves in every way that the emulator knows, while people sign in to claim. */
import { OPERATIONS } from '../../../src/emulator/fault/playable.ts'
import { type Crowd, createCrowd } from '../crowd.ts'
import type { Emulator } from '../emulator.ts'
import { judge, type Row } from '../evidence.ts'
import { tally } from '../figures.ts'
import { type Installation, install } from '../installation.ts'
import { promise, type Result, type Stage } from '../scenario.ts'
import { statusAfter } from '../sign-in-expectation.ts'

/** Of each operation; those who have not met a fault that is left come after them, so many at a time. */
const people = 60
const mostPeople = 400
const atOnce = 40
/** How often each fault is met on each operation, and with which chance by a call that could meet it. */
const times = 5
const chance = 0.1
const operations = OPERATIONS.filter(operation => ['token', 'tokeninfo', 'profile'].includes(operation))

export async function signInFault({ scope, progress }: Stage): Promise<Result> {
  const installation = await install(scope, { callsPerSecond: 100 })
  await installation.start()
  const crowd = createCrowd(scope)
  const links: string[] = []
  let played = 0
  // One after the other, because two faults in one sign-in show one page.
  for (const operation of operations) {
    played += await playAll(installation.emulator, operation)
    links.push(...(await signInUntilMet(installation, crowd)))
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

/** How many faults are played. */
async function playAll(emulator: Emulator, operation: string): Promise<number> {
  let played = 0
  for (const fault of await emulator.faultNames()) {
    // Said of both, it would be true: nobody could tell.
    if (fault === 'other-user' && operation === 'profile') continue
    const id = await emulator.add({ fault, operation, count: times, probability: chance })
    if (id !== null) played++
  }
  return played
}

/** Returns the links of those who came. */
async function signInUntilMet({ emulator, issue }: Installation, crowd: Crowd): Promise<string[]> {
  const links: string[] = []
  do {
    const own = await issue(people)
    await crowd.walk(own, atOnce)
    links.push(...own)
  } while (links.length < mostPeople && (await emulator.activeFaults()) > 0)
  return links
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
