/** Closing what was paid for another account since a database was backed up: the chain that led there is made anew. */
import { type ClaimLink, successorIn } from '../domain/claim-link.ts'
import * as audit from '../storage/audit.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
import { insertSuccessor } from './another-account.ts'
import { endLink } from './chain-end.ts'
import type { Context } from './context.ts'
import { type LostChain, lostChains } from './lost-successor.ts'
import { personHash } from './person.ts'
import type { Reconciliation } from './reconcile.ts'
import { claimPaid, type Told } from './reconcile-claim.ts'

/** Who believes which source. */
export type Decision = { readonly by: string; readonly source: string }

/** Returns how many were closed, and how many deposits before them went to review. */
export async function closeLost(
  context: Context,
  reconciliation: Reconciliation,
  decision: Decision,
): Promise<{ deposit: number; claim: number; review: number }> {
  const closed = { deposit: 0, claim: 0, review: 0 }
  for await (const chain of lostChains(context, reconciliation)) {
    const wentToReview = await context.database.transaction(tx => closeChain(context, tx, chain, decision))
    if (wentToReview === null) continue
    closed.claim++
    if (wentToReview) closed.review++
  }
  return closed
}

/** Locks in the order claim link, deposit, campaign. Whether a deposit went to review; null where it has gone on meanwhile. */
async function closeChain(
  context: Context,
  tx: Sql,
  { linkId, lost, applied, isPaid }: LostChain,
  { by, source }: Decision,
): Promise<boolean | null> {
  const link = await claimLinks.lock(tx, linkId)
  const deposit = await deposits.lock(tx, linkId)
  const successor = successorIn(await claimLinks.chain(tx, linkId), linkId)
  if (!link || successor || deposit?.state === 'deposited') return null
  const id = lost.at(-1) ?? ''
  // One that was paid itself is closed as what it is.
  const wentToReview = !isPaid && (await endLink(tx, link, { reason: 'successor-paid', paid: id }))
  if (deposit?.state === 'refused') await events.append(tx, linkId, 'retried', { successor: lost[0] ?? id })
  const last = await remake(tx, link, lost)
  await claimPaid(context, tx, last, { source, ...toldOf(context, applied) })
  const was = deposit?.state ?? 'unclaimed'
  const detail = { source, was, before: linkId, closing: 'claim' }
  await audit.append(tx, { actor: by, action: 'reconcile close', subject: id, detail })
  return wentToReview
}

/** Those before the one that was paid were refused as well; nobody may claim them. Returns the last one. */
async function remake(tx: Sql, first: ClaimLink, lost: readonly string[]): Promise<ClaimLink> {
  // What was reserved has been given back; claiming takes the amount.
  let link = { ...first, reserved: false }
  for (const id of lost) {
    await insertSuccessor(tx, link)
    if (id !== lost.at(-1)) await claimLinks.revoke(tx, id)
    link = { ...link, id }
  }
  return link
}

function toldOf(context: Context, applied: LostChain['applied']): Omit<Told, 'source'> {
  const { account, ...known } = applied
  const accountHash = account === null ? null : personHash(context, account).toString('hex')
  return { known: { ...known, accountHash }, amazonAccount: account }
}
