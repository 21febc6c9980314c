// Situations a tester wants with one press: faults, world, funds and keys together, and what a service should make of them.

import type { FaultRequest, Faults } from '../fault/fault.ts'
import type { Keys } from '../incentives/keys.ts'
import type { Ledger } from '../incentives/ledger.ts'
import type { CurrentWorld } from '../world/current-world.ts'

export interface Scenario {
  readonly name: string
  readonly title: string
  /** What Amazon does. */
  readonly about: string
  /** What the service under test should do, and what the recipient should read. */
  readonly expect: string
  readonly faults: readonly FaultRequest[]
  /** Name of a known world; the initial one unless given. */
  readonly world?: string
  /** What is left, in minor units of the currency last used; ample unless given. */
  readonly fundsMinor?: number
}

export interface ScenarioParts {
  readonly faults: Faults
  readonly keys: Keys
  readonly ledger: Ledger
  readonly world: CurrentWorld
}

const AMPLE_MINOR = 100_000_000

/** Replaces every fault, the world, the funds and the keys, so that nothing set before has a say. */
export function play({ faults, keys, ledger, world }: ScenarioParts, scenario: Scenario): void {
  faults.replace(scenario.faults)
  world.change((scenario.world && world.find(scenario.world)) || world.initial)
  ledger.setFunds(ledger.currency(), scenario.fundsMinor ?? AMPLE_MINOR)
  keys.clear()
}

const SAME_ID = 'It sends the same request id and the same bytes again'

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'ordinary',
    title: 'Everything works',
    about: 'No fault, the world and the keys as at the start, ample funds.',
    expect: 'The deposit succeeds at the first attempt; the recipient reads that the money is there.',
    faults: [],
  },
  {
    name: 'lost-answer',
    title: 'Amazon loses an answer once',
    about: 'The next load is applied, and the connection closes without an answer.',
    expect: `${SAME_ID} and gets the first result: one line in the ledger, asked twice. The recipient waits a moment, then reads that the money is there.`,
    faults: [{ fault: 'apply-then-cut', count: 1 }],
  },
  {
    name: 'paying-error',
    title: 'A temporary error that did pay',
    about: 'The next load is applied and answered F400 with status RESEND.',
    expect: `${SAME_ID}, never with a new id: one line in the ledger, asked twice.`,
    faults: [{ fault: 'f400-applied', count: 1 }],
  },
  {
    name: 'late',
    title: 'Paid after all, 20 seconds later',
    about: 'The next call is cut at once; Amazon applies it 20 seconds later.',
    expect: `${SAME_ID}, even before the first is applied: one line in the ledger.`,
    faults: [{ fault: 'cut-then-apply-later', count: 1, seconds: 20 }],
  },
  {
    name: 'down',
    title: 'Amazon is down',
    about: 'Every call of the Incentives API answers 503 with a page, until you end it.',
    expect:
      'It keeps trying with the same request id, more and more rarely. The recipient reads “We have your claim”. When you end it, the deposit succeeds by itself.',
    faults: [{ fault: 'html-503' }, { fault: 'html-503', operation: 'GetAvailableFunds' }],
  },
  {
    name: 'sign-in-down',
    title: 'Login with Amazon is down',
    about: 'Token, tokeninfo and profile answer 503.',
    expect:
      'Nothing is bound or deposited. The recipient reads “Amazon is not answering” and can sign in again; the link stays good.',
    faults: (['token', 'tokeninfo', 'profile'] as const).map(operation => ({ fault: 'html-503', operation })),
  },
  {
    name: 'slow',
    title: 'Answers after 8 seconds',
    about: 'The next two loads are applied and answered too late for a client that waits 6 seconds.',
    expect: `It gives up at its deadline. ${SAME_ID}; the third answer comes in time: one line in the ledger.`,
    faults: [{ fault: 'delay', seconds: 8, count: 2 }],
  },
  {
    name: 'throttled',
    title: 'Throttled for ten calls',
    about: 'The next ten loads answer Rate exceeded and are not applied.',
    expect:
      'It slows down for every recipient and tries again with the same request id. The recipient reads “We have your claim”, then that the money is there.',
    faults: [{ fault: 'throttle', count: 10 }],
  },
  {
    name: 'every-third',
    title: 'Every third call fails',
    about: 'A third of all loads, by chance, answers 500 and is not applied.',
    expect: 'All deposits succeed in the end, each with one line in the ledger.',
    faults: [{ fault: 'json-500', probability: 1 / 3 }],
  },
  {
    name: 'no-funds',
    title: 'Funds run out',
    about: 'Nothing is left: loads answer F300 InsufficientFunds until you top up.',
    expect:
      'The partner account is put on hold and the operator is told; recipients read that their claim is safe. After a top-up the waiting deposits succeed by themselves.',
    faults: [],
    fundsMinor: 0,
  },
  {
    name: 'refused',
    title: 'A definite no',
    about: 'The next load answers F200 MaxAmountExceeded and is not applied.',
    expect: 'The deposit is refused at once; the recipient reads “Amazon did not accept this deposit”.',
    faults: [{ fault: 'refuse', count: 1 }],
  },
  {
    name: 'denied',
    title: 'A definite no after the money moved',
    about: 'The next load is applied and its answer lost; asked again, Amazon says no.',
    expect:
      'It never says refused: the deposit goes to review, where a person decides. The recipient reads “We are checking your claim”.',
    faults: [{ fault: 'apply-then-cut', count: 1 }],
    world: 'denying',
  },
  {
    name: 'wrong-echo',
    title: 'Another amount comes back',
    about: 'The next load is applied, and the answer names one unit more.',
    expect:
      'The deposit goes to review and the partner account is put on hold, before it happens to anybody else.',
    faults: [{ fault: 'wrong-echo-amount', count: 1 }],
  },
  {
    name: 'garbled',
    title: 'An answer nobody can read',
    about: 'The next load is applied; half of its JSON arrives.',
    expect: `${SAME_ID} and gets the whole answer: one line in the ledger.`,
    faults: [{ fault: 'truncated-json', count: 1 }],
  },
  {
    name: 'bad-keys',
    title: 'Amazon does not take the keys',
    about: 'Every call of the Incentives API answers 403: the signature does not match.',
    expect:
      'The partner account is put on hold; no recipient is refused for it. When you end it, the waiting deposits succeed by themselves.',
    faults: [
      { fault: 'signature-mismatch' },
      { fault: 'signature-mismatch', operation: 'GetAvailableFunds' },
    ],
  },
  {
    name: 'forgetful',
    title: 'Amazon forgets request ids',
    about: 'A request id is forgotten after 25 hours and then pays again.',
    expect: 'It stops sending a deposit in doubt after 24 hours and leaves it to a person.',
    faults: [],
    world: 'forgetful',
  },
]
