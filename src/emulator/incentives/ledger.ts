// The emulator's own ledger: each load once per partner id and request id, balances and funds.
// Writes a fact to the journal before it counts; whether a load is allowed is decided elsewhere.

import type { Journal, Load } from '../journal.ts'

export interface Ledger {
  find(partnerId: string, requestId: string): Load | undefined
  /** Applies a load: on file first, then on the balance and off the funds. */
  apply(load: Load): void
  list(): Iterable<Load>
  /** Balance of an account by currency, in minor units. */
  balancesOf(accountId: string): Map<string, number>
  /** What the partner has left in a currency, in minor units. */
  fundsOf(currency: string): number
  setFunds(currency: string, minor: number): void
  /** The currency last loaded or funded; before that, the region's. */
  currency(): string
  clear(): void
}

/** 1,000,000.00 in most currencies: funds run out only where a test sets them. */
const FUNDS_AT_FIRST_MINOR = 100_000_000

/** Restores the ledger from the journal and keeps writing to it. */
export function createLedger(journal: Journal, region: string): Ledger {
  const loads = new Map<string, Load>()
  const funds = new Map<string, number>()
  let currency = CURRENCY_OF_REGION[region] ?? 'USD'
  const fundsOf = (code: string) => funds.get(code) ?? FUNDS_AT_FIRST_MINOR
  const fund = (code: string, minor: number) => {
    currency = code
    funds.set(code, minor)
  }
  const enter = (load: Load) => {
    loads.set(keyOf(load.partnerId, load.requestId), load)
    fund(load.currency, fundsOf(load.currency) - load.minor)
  }
  for (const fact of journal.facts) {
    if (fact.fact === 'load') enter(fact)
    if (fact.fact === 'funds') fund(fact.currency, fact.minor)
  }
  return {
    find: (partnerId, requestId) => loads.get(keyOf(partnerId, requestId)),
    apply(load) {
      journal.append({ fact: 'load', ...load })
      enter(load)
    },
    list: () => loads.values(),
    balancesOf: accountId => sumByCurrency(loads.values(), accountId),
    fundsOf,
    setFunds(code, minor) {
      journal.append({ fact: 'funds', currency: code, minor })
      fund(code, minor)
    },
    currency: () => currency,
    clear() {
      loads.clear()
      funds.clear()
      currency = CURRENCY_OF_REGION[region] ?? 'USD'
    },
  }
}

const CURRENCY_OF_REGION: Readonly<Record<string, string>> = {
  'us-east-1': 'USD',
  'eu-west-1': 'EUR',
  'us-west-2': 'JPY',
}

function keyOf(partnerId: string, requestId: string): string {
  return `${partnerId} ${requestId}`
}

function sumByCurrency(loads: Iterable<Load>, accountId: string): Map<string, number> {
  const sums = new Map<string, number>()
  for (const load of loads) {
    if (load.accountId !== accountId) continue
    sums.set(load.currency, (sums.get(load.currency) ?? 0) + load.minor)
  }
  return sums
}
