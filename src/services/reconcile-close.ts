/**
 * Closing what Amazon knows as applied, so that nothing pays it again: each deposit in one transaction, looked at
 * anew under its locks. Sends nothing, refuses nothing, and changes nothing the second time.
 */
import type { ClaimLink } from '../domain/claim-link.ts'
import { requestId } from '../domain/deposit.ts'
import { type Closing, closingOf, linkState, type Ours } from '../domain/reconciliation.ts'
import * as records from '../storage/amazon-record.ts'
import * as audit from '../storage/audit.ts'
import * as campaigns from '../storage/campaign.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
import { endLater } from './chain-end.ts'
import type { Context } from './context.ts'
import type { Reconciliation } from './reconcile.ts'
import { claimPaid, type Told, toldDetail } from './reconcile-claim.ts'
import { closeLost, type Decision } from './reconcile-successor.ts'

export type Closed = Readonly<Record<Closing, number>>

/** `by` is who decided it, for the audit. Returns how many were closed, and how. */
export async function closeKnown(
  context: Context,
  reconciliation: Reconciliation,
  by: string,
): Promise<Closed> {
  const source = reconciliation.source.name
  const closed = await closeLost(context, reconciliation, { by, source })
  for await (const { ours, known, amazonAccount } of reconciliation.pairs()) {
    if (!ours || !known || !closingOf(ours, known)) continue
    const told = { known, amazonAccount, by, source }
    const closing = await context.database.transaction(async tx => {
      const locked = await lock(tx, ours.claimLinkId)
      // Before the budget: whoever revokes one of them locks its link first.
      await endUnpaid(tx, ours.claimLinkId, reconciliation.scope)
      return await closeLink(context, tx, locked, told)
    })
    if (closing) closed[closing]++
  }
  return closed
}

type Locked = { readonly link: ClaimLink; readonly deposit: deposits.Deposit | undefined }

async function lock(tx: Sql, id: string): Promise<Locked> {
  const link = await claimLinks.lock(tx, id)
  if (!link) throw new Error(`bug: claim link ${id} is gone`)
  return { link, deposit: await deposits.lock(tx, id) }
}

async function closeLink(
  context: Context,
  tx: Sql,
  { link, deposit }: Locked,
  told: Told & Decision,
): Promise<Closing | null> {
  const { id } = link
  const ours = oursOf(link, deposit)
  const closing = closingOf(ours, told.known)
  if (closing === 'claim') await claimPaid(context, tx, link, told)
  else if (closing && deposit) {
    // What was forgotten of a recipient leaves nothing to decide.
    if (closing === 'review' && !(await deposits.findWritten(tx, id))?.body) return null
    await move(tx, deposit, closing, told)
  }
  if (closing) {
    const detail = { source: told.source, was: ours.state, closing }
    await audit.append(tx, { actor: told.by, action: 'reconcile close', subject: id, detail })
  }
  return closing
}

/** Also where nothing is left to close: of a deposit whose bytes are forgotten, the later links are not. */
async function endUnpaid(tx: Sql, paid: string, { run, partnerId }: records.Scope): Promise<void> {
  await endLater(tx, paid, async ({ id }) => {
    const applied = await records.listApplied(tx, run, [requestId(partnerId, id)])
    return applied.length > 0
  })
}

function oursOf(link: ClaimLink, deposit: deposits.Deposit | undefined): Ours {
  const { id: claimLinkId, amountMinor, currency, revokedAt, rehearsal } = link
  const state = linkState({ state: deposit?.state ?? null, revoked: revokedAt !== null, rehearsal })
  const accountHash = deposit?.accountHash.toString('hex') ?? null
  return { claimLinkId, amountMinor, currency, state, accountHash }
}

async function move(
  tx: Sql,
  { claimLinkId, campaignId, amountMinor, state: from, inDoubt }: deposits.Deposit,
  closing: Exclude<Closing, 'claim'>,
  told: Told,
): Promise<void> {
  const state = closing === 'deposit' ? 'deposited' : 'review'
  const reason = closing === 'deposit' ? 'reconciled' : 'amazon-knows-otherwise'
  const doubt = inDoubt || state === 'review'
  await deposits.update(tx, claimLinkId, { state, inDoubt: doubt, reason, retryInMs: 0 })
  if (from === 'refused') await campaigns.takeAgain(tx, campaignId, amountMinor)
  const type = state === 'deposited' ? 'reconciled' : state
  await events.append(tx, claimLinkId, type, { reason, was: from, ...toldDetail(told) })
}
