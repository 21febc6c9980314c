/** Closing what was paid for another account since a database was backed up: the chain that led there is made anew. */
import type { ClaimLink } from '../domain/claim-link.ts'
import { type DepositState, isWaiting } from '../domain/deposit.ts'
import * as audit from '../storage/audit.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import * as deposits from '../storage/deposit.ts'
import * as events from '../storage/deposit-event.ts'
import { insertSuccessor } from './another-account.ts'
import type { Context } from './context.ts'
import { type LostChain, lostChains } from './lost-successor.ts'
import { personHash } from './person.ts'
import type { Reconciliation } from './reconcile.ts'
import { claimPaid, type Told } from './reconcile-claim.ts'

type Word = Pick<Told, 'by' | 'source'>

/** Returns how many were closed, and how many deposits before them went to review. */
export async function closeLost(
  context: Context,
  reconciliation: Reconciliation,
  word: Word,
): Promise<{ deposit: number; claim: number; review: number }> {
  const closed = { deposit: 0, claim: 0, review: 0 }
  for await (const chain of lostChains(context, reconciliation)) {
    const was = await context.database.transaction(tx => closeChain(context, tx, chain, word))
    if (was === null) continue
    closed.claim++
    if (was !== 'unclaimed' && isWaiting(was)) closed.review++
  }
  return closed
}

/** Locks in the order claim link, deposit, campaign. What the link was; null where it has gone on meanwhile. */
async function closeChain(
  context: Context,
  tx: Sql,
  { linkId, lost, applied }: LostChain,
  word: Word,
): Promise<DepositState | 'unclaimed' | null> {
  const link = await claimLinks.lock(tx, linkId)
  const deposit = await deposits.lock(tx, linkId)
  const hasSuccessor = (await claimLinks.chain(tx, linkId)).some(({ replacesId }) => replacesId === linkId)
  if (!link || link.revokedAt || hasSuccessor || deposit?.state === 'deposited') return null
  const id = lost.at(-1) ?? ''
  await end(tx, link, deposit, id)
  const reserved = link.reserved && !deposit
  const last = await remake(tx, link, lost, reserved)
  await claimPaid(context, tx, { ...last, reserved }, { ...word, ...toldOf(context, applied) })
  const was = deposit?.state ?? 'unclaimed'
  const detail = { source: word.source, was, before: linkId, closing: 'claim' }
  await audit.append(tx, { actor: word.by, action: 'reconcile close', subject: id, detail })
  return was
}

/** Somebody has claimed it and was refused, whatever it looks like here: it must not be claimed or sent any more. */
async function end(
  tx: Sql,
  { id }: ClaimLink,
  deposit: deposits.Deposit | undefined,
  successor: string,
): Promise<void> {
  if (!deposit) return await claimLinks.revoke(tx, id)
  if (deposit.state === 'refused') return await events.append(tx, id, 'retried', { successor })
  if (!isWaiting(deposit.state)) return
  const reason = 'successor-paid'
  await deposits.update(tx, id, { state: 'review', inDoubt: true, reason, retryInMs: 0 })
  await events.append(tx, id, 'review', { reason, was: deposit.state, successor })
}

/** Those before the one that was paid were refused as well; nobody may claim them. Returns the last one. */
async function remake(
  tx: Sql,
  first: ClaimLink,
  lost: readonly string[],
  reserved: boolean,
): Promise<ClaimLink> {
  let link = first
  for (const id of lost) {
    await insertSuccessor(tx, { ...link, reserved })
    if (id !== lost.at(-1)) await claimLinks.revoke(tx, id)
    link = { ...link, id }
  }
  return link
}

function toldOf(context: Context, applied: LostChain['applied']): Pick<Told, 'known' | 'amazonAccount'> {
  const { account, ...known } = applied
  const accountHash = account === null ? null : personHash(context, account).toString('hex')
  return { known: { ...known, accountHash }, amazonAccount: account }
}
