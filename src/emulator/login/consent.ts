// What the application may read of whom: given on the consent page, withdrawn on the account page, and on
// file, so that a restart asks nobody twice. Tokens die with the consent, but they are kept by grant.ts.

import type { Consent, Journal } from '../journal.ts'
import type { Account } from './account.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { isPersonal } from './scope.ts'

export interface Consents {
  /** What was granted of this set of scopes before, or undefined when the person must be asked. */
  find(request: AuthorizationRequest, account: Account): readonly string[] | undefined
  give(request: AuthorizationRequest, account: Account, granted: readonly string[]): void
  /** Every scope that the application holds of this account. */
  of(account: Account): readonly string[]
  withdraw(account: Account): void
  clear(): void
}

/** Restores what was given from the journal and keeps writing to it. */
export function createConsents(journal: Journal): Consents {
  const consents = new Map<string, Consent>()
  const drop = (userId: string) => {
    for (const [key, consent] of consents) if (consent.userId === userId) consents.delete(key)
  }
  for (const fact of journal.facts) {
    if (fact.fact === 'consent') consents.set(keyOf(fact), fact)
    if (fact.fact === 'withdrawal') drop(fact.userId)
  }
  return {
    find(request, account) {
      const granted = consents.get(keyOf(describe(request, account)))?.granted
      const covered = request.scopes.every(scope => isOptional(request, scope) || granted?.includes(scope))
      return covered ? granted : undefined
    },
    give(request, account, granted) {
      const consent = { ...describe(request, account), granted }
      if (consents.get(keyOf(consent))?.granted.join() === granted.join()) return
      journal.append({ fact: 'consent', ...consent })
      consents.set(keyOf(consent), consent)
    },
    of({ userId }) {
      const own = [...consents.values()].filter(consent => consent.userId === userId)
      return [...new Set(own.flatMap(({ granted }) => granted))]
    },
    withdraw({ userId }) {
      journal.append({ fact: 'withdrawal', userId })
      drop(userId)
    },
    clear: () => consents.clear(),
  }
}

/** True when the person may leave this scope out: personal data is at stake, and `scope_data` allows it. */
export function isOptional({ voluntary }: AuthorizationRequest, scope: string): boolean {
  return isPersonal(scope) && voluntary.has(scope)
}

/** Consent is remembered per set of scopes; another order is the same set. */
function describe({ scopes }: AuthorizationRequest, { userId }: Account): Omit<Consent, 'granted'> {
  return { userId, requested: scopes.toSorted() }
}

function keyOf({ userId, requested }: Omit<Consent, 'granted'>): string {
  return [userId, ...requested].join(' ')
}
