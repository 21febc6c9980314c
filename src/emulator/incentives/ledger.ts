// The emulator's own ledger: every load with its partner id and request id, balances and funds.
// Writes a fact to the journal before it counts; whether a load is allowed is decided elsewhere.

import type { Journal, Load } from '../journal.ts'

export interface Ledger {
  /** The latest load with this request id, of this account if one is given. */
  find(partnerId: string, requestId: string, accountId?: string): Load | undefined
  /** Applies a load: on file first, then on the balance and off the funds. */
  apply(load: Load): void
  list(): readonly Load[]
  /** Balance of an account by currency, in minor units. */
  balancesOf(accountId: string): Map<string, number>
  /** What the partner has left in a currency, in minor units; infinite in sandbox mode. */
  fundsOf(currency: string): number
  setFunds(currency: string, minor: number): void
  /** Takes off the funds what is no load; a negative amount is given back. */
  spend(currency: string, minor: number): void
  /** The currency last loaded or funded; before that, the region's. */
  currency(): string
  clear(): void
}

/** 1,000,000.00 in most currencies: funds run out only where a test sets them. */
const FUNDS_AT_FIRST_MINOR = 100_000_000

/** Whether funds run out; Amazon's sandbox never does, and always says 0. */
export type FundsMode = 'ledger' | 'sandbox'

/** Restores the ledger from the journal and keeps writing to it. */
export function createLedger(journal: Journal, region: string, mode: FundsMode): Ledger {
  const loads: Load[] = []
  const byId = new Map<string, Load[]>()
  const funds = new Map<string, number>()
  let currency = CURRENCY_OF_REGION[region] ?? 'USD'
  const left = (code: string) => funds.get(code) ?? FUNDS_AT_FIRST_MINOR
  const fund = (code: string, minor: number) => {
    currency = code
    funds.set(code, minor)
  }
  const enter = (load: Load) => {
    loads.push(load)
    const key = keyOf(load.partnerId, load.requestId)
    byId.set(key, [...(byId.get(key) ?? []), load])
    fund(load.currency, left(load.currency) - load.minor)
  }
  for (const fact of journal.facts) {
    if (fact.fact === 'load') enter(fact)
    if (fact.fact === 'funds') fund(fact.currency, fact.minor)
  }
  const setFunds = (code: string, minor: number) => {
    journal.append({ fact: 'funds', currency: code, minor })
    fund(code, minor)
  }
  return {
    find: (partnerId, requestId, accountId) =>
      byId
        .get(keyOf(partnerId, requestId))
        ?.findLast(load => accountId === undefined || load.accountId === accountId),
    apply(load) {
      journal.append({ fact: 'load', ...load })
      enter(load)
    },
    list: () => loads,
    balancesOf: accountId => sumByCurrency(loads, accountId),
    fundsOf: code => (mode === 'sandbox' ? Number.POSITIVE_INFINITY : left(code)),
    setFunds,
    spend: (code, minor) => setFunds(code, left(code) - minor),
    currency: () => currency,
    clear() {
      loads.length = 0
      byId.clear()
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
