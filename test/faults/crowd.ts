/** Many people at once: each gets a link and an account, arrives at a time of its own, and claims. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'
import type { Scope } from '../helpers/program.ts'
import { createJournal } from './journal.ts'
import { accountKeys, createPerson, type Looks, look } from './person.ts'

export type Crowd = Looks & {
  /** One person for each link, arriving at these times (milliseconds from now); resolves when all have claimed. */
  arrive(links: readonly string[], atMs: (index: number) => number): Promise<void>
  /** The same with so many people at a time. */
  walk(links: readonly string[], atOnce: number): Promise<void>
  /** Looks at every link once more, as anybody may. */
  lookAll(links: readonly string[]): Promise<void>
  readonly claimed: () => number
}

/** A person presses reload after this time. */
const longestMs = 15_000
/** People give up after this time, which is a failure of the scenario. */
const patienceMs = 900_000

export type Habits = {
  /** Those of several processes; the one in the link unless set. */
  readonly urls?: readonly string[]
  /** Everybody is signed in there already; unless set people sign in each time. */
  readonly signedInAt?: string
}

/** Nobody knocks any more when the scenario is over. */
export function createCrowd(scope: Scope, { urls = [], signedInAt }: Habits = {}): Crowd {
  const over = new AbortController()
  scope.after(() => over.abort())
  const looks: Looks = {
    journal: createJournal(),
    landingMs: [],
    troubles: new Map(),
    end: AbortSignal.any([over.signal, AbortSignal.timeout(patienceMs)]),
    promises: [],
    signedInAt: signedInAt ?? null,
    urls,
    dispatcher: new Agent({ headersTimeout: longestMs, bodyTimeout: longestMs }),
  }
  let claimed = 0
  const claim = async (link: string, index: number) => {
    const person = createPerson(looks, link, accountKeys[index % accountKeys.length] ?? '')
    if ((await person.claim()) !== null) claimed++
  }
  return {
    ...looks,
    arrive: async (links, atMs) => {
      await Promise.all(links.map((link, index) => sleep(atMs(index)).then(() => claim(link, index))))
    },
    walk: (links, atOnce) => atMost(atOnce, links, claim),
    lookAll: links => atMost(20, links, async link => void (await look(looks, link))),
    claimed: () => claimed,
  }
}

/** Does the work on each item, with so many under way at a time. */
export async function atMost<T>(
  most: number,
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const rest = items.entries()
  const worker = async () => {
    for (const [index, item] of rest) await work(item, index)
  }
  await Promise.all(Array.from({ length: most }, worker))
}
