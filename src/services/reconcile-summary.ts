/** A reconciliation in figures: both sides to the cent, what was compared, and what that does not prove. */
import type { DifferenceKind } from '../domain/reconciliation.ts'
import { type Compared, whyUntold } from '../domain/restore-proof.ts'
import type { Scope } from '../storage/amazon-record.ts'
import type { Sql } from '../storage/database.ts'
import * as partnerAccounts from '../storage/partner-account.ts'
import * as reconciliations from '../storage/reconciliation.ts'
import type { Context } from './context.ts'
import { differences, type Reconciliation, type SourceKind } from './reconcile.ts'

export type Summary = Compared & {
  readonly account: string
  readonly partnerId: string
  readonly source: string
  readonly readAt: Date
  readonly covers: reconciliations.Coverage
  readonly here: readonly reconciliations.StateTotal[]
  readonly atAmazon: readonly reconciliations.Total[]
  readonly differences: readonly DifferenceTotal[]
  readonly leftOut: { readonly scenarios: number; readonly tooNew: number }
  readonly notProven: readonly string[]
}

export type DifferenceTotal = reconciliations.Total & { readonly kind: DifferenceKind }

/** Looks for every difference once. The sums of a difference are Amazon's where Amazon knows of it. */
export async function summarize(context: Context, reconciliation: Reconciliation): Promise<Summary> {
  const { account, source, scope, period } = reconciliation
  const figures = await context.database.transaction(tx => sumUp(tx, scope))
  const told = { reaches: reachOf(reconciliation, figures.covers), statusWords: source.statusWords?.() ?? [] }
  return {
    account: account.name,
    partnerId: account.partnerId,
    source: source.name,
    ...period,
    readAt: scope.readAt,
    ...figures,
    ...told,
    differences: await countDifferences(reconciliation),
    notProven: notProven(reconciliation, { ...figures, ...told }),
  }
}

/** A call that was under way when the hold began ends no later. */
const underWayMs = 30_000

/**
 * The emulator's ledger is as new as itself. Whether the activity page lists loads nobody knows; and a file with none that
 * was applied for this partner id may be another one's, or say it in other words.
 */
function reachOf({ source, scope }: Reconciliation, { own }: reconciliations.Coverage): Date | null {
  if (source.kind === 'ledger') return scope.readAt
  if (source.completeUntil === null || own === 0) return null
  return new Date(source.completeUntil.getTime() - underWayMs)
}

type Figures = Pick<
  Summary,
  'covers' | 'here' | 'atAmazon' | 'leftOut' | 'hold' | 'restoredAt' | 'newestLoad'
>

async function sumUp(tx: Sql, scope: Scope): Promise<Figures> {
  await reconciliations.takeTime(tx)
  const status = await partnerAccounts.findStatus(tx, scope.account)
  return {
    covers: await reconciliations.coverage(tx, scope),
    here: await reconciliations.totalsHere(tx, scope),
    atAmazon: await reconciliations.totalsAtAmazon(tx, scope),
    leftOut: {
      scenarios: await reconciliations.countScenarios(tx, scope.account),
      tooNew: await reconciliations.countTooNew(tx, scope),
    },
    newestLoad: await reconciliations.newestLoad(tx, scope),
    hold: status?.holdReason ?? null,
    restoredAt: status?.restoredAt ?? null,
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

function notProven(
  { source, period }: Reconciliation,
  summary: Pick<Summary, 'covers' | 'restoredAt' | 'reaches' | 'statusWords'>,
): string[] {
  const { restoredAt, covers } = summary
  const short = restoredAt === null ? null : whyUntold(summary)
  return [
    ...(source.kind === 'ledger' ? [] : [endOf(covers.lastAt)]),
    ...(short === null ? [] : [`What was forgotten: ${short}.`]),
    ...(period.since !== null || period.until !== null
      ? ['Only the period was compared; what lies outside it is not proven.']
      : []),
    ...ofSource[source.kind],
  ]
}

function endOf(lastAt: Date | null): string {
  return lastAt === null
    ? 'The source tells no times, so nobody can see whether it reaches to the present.'
    : `The source's last record is of ${lastAt.toISOString()}; whether Amazon applied anything later it does not tell.`
}

const ofSource: Readonly<Record<SourceKind, readonly string[]>> = {
  ledger: ['The ledger is the emulator’s: it proves this service, and says nothing of Amazon.'],
  'activity-page': [
    'Nobody has seen whether Amazon lists loads on its activity page. A load that is listed proves that it was applied; one that is missing proves nothing.',
    'The activity page names no account, so accounts were not compared.',
  ],
  csv: ['A CSV proves what its rows say. A load that is missing there may be missing in the file only.'],
}
