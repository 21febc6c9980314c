/** A reconciliation in figures: both sides to the cent, what was compared, and what that does not prove. */
import type { HoldReason } from '../domain/partner-account.ts'
import type { DifferenceKind } from '../domain/reconciliation.ts'
import * as partnerAccounts from '../storage/partner-account.ts'
import * as reconciliations from '../storage/reconciliation.ts'
import type { Context } from './context.ts'
import { differences, type Reconciliation, type SourceKind } from './reconcile.ts'

export type Summary = {
  readonly account: string
  readonly partnerId: string
  readonly source: string
  readonly since: Date | null
  readonly until: Date | null
  readonly readAt: Date
  readonly covers: reconciliations.Coverage
  readonly here: readonly reconciliations.StateTotal[]
  readonly atAmazon: readonly reconciliations.Total[]
  readonly differences: readonly DifferenceTotal[]
  readonly leftOut: { readonly scenarios: number; readonly tooNew: number }
  readonly hold: HoldReason | null
  readonly notProven: readonly string[]
}

export type DifferenceTotal = reconciliations.Total & { readonly kind: DifferenceKind }

/** Looks for every difference once. The sums of a difference are Amazon's where Amazon knows of it. */
export async function summarize(context: Context, reconciliation: Reconciliation): Promise<Summary> {
  const { database } = context
  const { account, source, scope, period } = reconciliation
  const statuses = await partnerAccounts.listStatus(database)
  const status = statuses.find(({ name }) => name === account.name)
  const covers = await reconciliations.coverage(database, scope)
  return {
    account: account.name,
    partnerId: account.partnerId,
    source: source.name,
    ...period,
    readAt: scope.readAt,
    covers,
    here: await reconciliations.totalsHere(database, scope),
    atAmazon: await reconciliations.totalsAtAmazon(database, scope),
    differences: await countDifferences(reconciliation),
    leftOut: {
      scenarios: await reconciliations.countScenarios(database, account.name),
      tooNew: await reconciliations.countTooNew(database, scope),
    },
    hold: status?.holdReason ?? null,
    notProven: notProven(reconciliation, covers),
  }
}

/** Sums of every kind and currency, in the order in which a kind is first met. */
export async function countDifferences(reconciliation: Reconciliation): Promise<DifferenceTotal[]> {
  const totals = new Map<string, DifferenceTotal>()
  for await (const { kind, ours, known } of differences(reconciliation)) {
    const { currency = '', amountMinor = 0 } = known ?? ours ?? {}
    const key = `${kind} ${currency}`
    const { count, amountMinor: sum } = totals.get(key) ?? { count: 0, amountMinor: 0 }
    totals.set(key, { kind, currency, count: count + 1, amountMinor: sum + amountMinor })
  }
  return [...totals.values()]
}

function notProven({ source, period }: Reconciliation, covers: reconciliations.Coverage): string[] {
  const last = covers.lastAt === null ? null : covers.lastAt.toISOString()
  const end =
    last === null
      ? 'The source tells no times, so nobody can see whether it reaches to the present.'
      : `The source's last record is of ${last}; whether Amazon applied anything later it does not tell.`
  const bounded = period.since !== null || period.until !== null
  return [
    ...(source.kind === 'ledger' ? [] : [end]),
    ...(bounded ? ['Only the period was compared; what lies outside it is not proven.'] : []),
    ...ofSource[source.kind],
  ]
}

const ofSource: Readonly<Record<SourceKind, readonly string[]>> = {
  ledger: ['The ledger is the emulator’s: it proves this service, and says nothing of Amazon.'],
  'activity-page': [
    'Nobody has seen whether Amazon lists loads on its activity page. A load that is listed proves that it was applied; one that is missing proves nothing.',
    'The activity page names no account, so accounts were not compared.',
  ],
  csv: ['A CSV proves what its rows say. A load that is missing there may be missing in the file only.'],
}
