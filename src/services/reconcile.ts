/**
 * Reconciliation: deposits here against what Amazon knows. A source is read into the database for the length of the
 * run and compared there page by page, so a million records pass through little memory. Reading sends nothing and
 * moves no deposit; closing does, in reconcile-close.ts.
 */
import type { AmazonRecord } from '../domain/amazon-record.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { compare, type Difference, type Known, linkState, type Ours } from '../domain/reconciliation.ts'
import type { StatusWord } from '../domain/status-word.ts'
import * as records from '../storage/amazon-record.ts'
import type { Database } from '../storage/database.ts'
import * as reconciliations from '../storage/reconciliation.ts'
import type { Context } from './context.ts'
import { personHash, unknownPersonHash } from './person.ts'

/** The whole of it is the default. */
export type Period = { readonly since: Date | null; readonly until: Date | null }

export type SourceKind = 'ledger' | 'activity-page' | 'csv'

export type Source = {
  readonly kind: SourceKind
  /** For people, and for the log of every deposit that it closes. */
  readonly name: string
  /** Until when it tells of everything that Amazon applied, on somebody's word; null where nobody says so. */
  readonly completeUntil: Date | null
  /** What Amazon applied until `readAt`, and earlier than `period` where a deposit of it may have been sent then. */
  read(period: Period, readAt: Date): AsyncIterable<AmazonRecord>
  /** Once it is read: its words for what is not applied; undefined where it says that in no words of its own. */
  statusWords?(): readonly StatusWord[]
}

export type Pair = {
  readonly requestId: string
  readonly ours: Ours | null
  readonly known: Known | null
  /** The account as the source tells it; never shown, kept only with the deposit that it closes. */
  readonly amazonAccount: string | null
}

type Terms = {
  readonly account: PartnerAccount
  readonly source: Source
  readonly period: Period
}

export type Reconciliation = Terms & {
  readonly scope: records.Scope
  /** Both sides of every request id that either side says was applied, links of other accounts and scenarios left out. */
  pairs(): AsyncGenerator<Pair>
}

/** Reads the source and hands the comparison to `work`; what was read is forgotten afterwards. */
export async function withReconciliation<T>(
  context: Context,
  { account, source, period }: Terms,
  work: (reconciliation: Reconciliation) => Promise<T>,
): Promise<T> {
  const { database } = context
  const now = await reconciliations.readTime(database)
  // What was decided later than it tells of cannot be in it.
  const readAt = source.completeUntil !== null && source.completeUntil < now ? source.completeUntil : now
  const run = context.randomBytes(16).toString('hex')
  const scope = { run, account: account.name, partnerId: account.partnerId, ...period, readAt }
  try {
    await stage(database, run, source.read(period, readAt))
    return await work({ account, source, period, scope, pairs: () => pairs(context, scope) })
  } finally {
    await records.remove(database, run)
  }
}

/** All of the differences, in a stable order; asked again they are looked for again. */
export async function* differences({ pairs }: Reconciliation): AsyncGenerator<Difference> {
  for await (const { requestId, ours, known } of pairs()) yield* compare(requestId, ours, known)
}

const batchSize = 1_000

async function stage(database: Database, run: string, source: AsyncIterable<AmazonRecord>): Promise<void> {
  let position = 1
  let batch: AmazonRecord[] = []
  const flush = async () => {
    await records.insertAll(database, run, position, batch)
    position += batch.length
    batch = []
  }
  for await (const record of source) {
    batch.push(record)
    if (batch.length === batchSize) await flush()
  }
  await flush()
}

async function* pairs(context: Context, scope: records.Scope): AsyncGenerator<Pair> {
  for await (const row of records.known(context.database, scope)) {
    if (row.claimLinkId !== null && (row.scenario || row.partnerAccount !== scope.account)) continue
    yield knownPair(context, row)
  }
  for await (const row of records.deposited(context.database, scope))
    if (!row.known) yield unknownPair(context, row)
}

function unknownPair(context: Context, row: records.DepositedRow): Pair {
  const { requestId, claimLinkId, amountMinor, currency } = row
  const accountHash = knownHash(context, requestId, row.accountHash)
  const ours: Ours = { claimLinkId, amountMinor, currency, state: 'deposited', accountHash }
  return { requestId, ours, known: null, amazonAccount: null }
}

function knownPair(context: Context, row: records.KnownRow): Pair {
  const { requestId, amountMinor, currency, at, times, account } = row
  const accountHash = account === null ? null : personHash(context, account).toString('hex')
  const known: Known = { requestId, amountMinor, currency, accountHash, at, times }
  return { requestId, ours: oursOf(context, row), known, amazonAccount: account }
}

function oursOf(context: Context, row: records.KnownRow): Ours | null {
  const { claimLinkId, ownMinor: amountMinor, ownCurrency: currency, accountHash } = row
  if (claimLinkId === null) return null
  const hash = accountHash && knownHash(context, row.requestId, accountHash)
  return { claimLinkId, amountMinor, currency, state: linkState(row), accountHash: hash }
}

function knownHash(context: Context, requestId: string, hash: Buffer): string | null {
  return hash.equals(unknownPersonHash(context, requestId)) ? null : hash.toString('hex')
}
