// Loads as rows of the activity page, told from the ledger and the list of calls: nothing is kept twice.
// That the page lists loads at all, and what it calls them, is assumed.

import type { Activity, Load } from '../../journal.ts'
import type { OperationParts } from '../operation.ts'

/** Every load that was applied, and each repeat that was answered SUCCESS again. Refusals are not listed. */
export function loadActivities({ ledger, calls }: OperationParts): Activity[] {
  const loads = Array.from(ledger.list(), activityOf)
  const byRequest = new Map(loads.map(load => [load.requestId, load]))
  const repeats = calls.list().flatMap(({ at, operation, requestId, answer, applied }) => {
    const load = byRequest.get(requestId ?? '')
    const again = operation === 'LoadAmazonBalance' && answer === 'SUCCESS' && !applied
    return load && again ? [{ ...load, at, real: false }] : []
  })
  return [...loads, ...repeats]
}

function activityOf({ appliedAt, partnerId, requestId, amount, currency }: Load): Activity {
  const value = { amount: Number(amount), currency }
  const notOfCard = { gcId: null, cardNumber: null, failure: null, real: true }
  return { at: appliedAt, type: 'AmazonBalanceLoad', partnerId, requestId, ...value, ...notOfCard }
}
