/** Reconciliations in tests: against the emulator's own ledger, or against records made up for the case. */
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { AmazonRecord } from '../../src/domain/amazon-record.ts'
import { requestId } from '../../src/domain/deposit.ts'
import type { Difference } from '../../src/domain/reconciliation.ts'
import { accountOf, type Context } from '../../src/services/context.ts'
import { ledgerRecords } from '../../src/services/ledger-records.ts'
import { differences, type Period, type Source, withReconciliation } from '../../src/services/reconcile.ts'
import { type Closed, closeKnown } from '../../src/services/reconcile-close.ts'
import { noteProof } from '../../src/services/reconcile-proof.ts'
import { type Summary, summarize } from '../../src/services/reconcile-summary.ts'
import { jane } from './consented.ts'
import type { TestService } from './service.ts'

export const always: Period = { since: null, until: null }

export function emulatorLedger({ emulator }: Pick<TestService, 'emulator'>): Source {
  return {
    kind: 'ledger',
    name: 'ledger',
    completeUntil: null,
    read: async function* () {
      const { body } = await fetch(`${emulator.url}/_emulator/ledger`)
      yield* ledgerRecords(Readable.fromWeb(body as ReadableStream), 'major')
    },
  }
}

export function madeUp(records: readonly AmazonRecord[], completeUntil: Date | null = null): Source {
  return {
    kind: 'csv',
    name: 'made up',
    completeUntil,
    read: async function* () {
      yield* records
    },
  }
}

/** What Amazon would know of a claim link of 25 USD that Jane has claimed. */
export function recordOf(claimLinkId: string, changes: Partial<AmazonRecord> = {}): AmazonRecord {
  const id = requestId('Emul1', claimLinkId)
  const plain = { account: jane, at: new Date('2026-11-01T12:00:00Z'), applied: true }
  return { requestId: id, amountMinor: 2500, currency: 'USD', ...plain, ...changes }
}

export type Reconciled = { readonly summary: Summary; readonly found: readonly Difference[] }

export async function reconcile(
  { context }: { readonly context: Context },
  source: Source,
  period = always,
): Promise<Reconciled> {
  const terms = { account: accountOf(context, 'default'), source, period }
  return await withReconciliation(context, terms, async reconciliation => {
    const found: Difference[] = []
    for await (const difference of differences(reconciliation)) found.push(difference)
    return { summary: await summarize(context, reconciliation), found }
  })
}

export async function close(service: { readonly context: Context }, source: Source): Promise<Closed> {
  return (await prove(service, source)).closed
}

/** As `reconcile --close` after a restore: what was closed, and what it lacks to be a proof. */
export async function prove(
  { context }: { readonly context: Context },
  source: Source,
  unclosed = 0,
  period = always,
): Promise<{ readonly closed: Closed; readonly missing: string | null }> {
  const terms = { account: accountOf(context, 'default'), source, period }
  return await withReconciliation(context, terms, async reconciliation => {
    const closed = await closeKnown(context, reconciliation, 'Olga Operator')
    const summary = await summarize(context, reconciliation)
    const word = { by: 'Olga Operator', unclosed }
    return { closed, missing: await noteProof(context, reconciliation, summary, summary.differences, word) }
  })
}

/** Each difference in one word, with the state here. */
export function kindsOf({ found }: Reconciled): string[] {
  return found.map(({ kind, ours }) => `${kind}: ${ours?.state ?? 'nothing'}`)
}
