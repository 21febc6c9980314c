/**
 * Successors that a restored database has forgotten: for another account of a refused link, and paid since. Made anew they
 * have the id that they had, so that closing finds what Amazon knows of them.
 */
import { successorId } from '../domain/claim-link.ts'
import { requestId } from '../domain/deposit.ts'
import * as records from '../storage/amazon-record.ts'
import * as campaigns from '../storage/campaign.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Sql } from '../storage/database.ts'
import * as events from '../storage/deposit-event.ts'
import * as restores from '../storage/restore.ts'
import { insertSuccessor, lockRefused } from './another-account.ts'
import type { Context } from './context.ts'
import type { Reconciliation } from './reconcile.ts'

/** More accounts than anybody tries for one reward. */
const mostInChain = 10
const pageSize = 500

/** Makes those that the source knows as applied; budgets are exceeded where they must be. */
export async function remakeSuccessors(
  { database }: Pick<Context, 'database'>,
  { account, scope }: Pick<Reconciliation, 'account' | 'scope'>,
): Promise<void> {
  for (let after = ''; ; ) {
    const page = await restores.listLastRefused(database, account.name, after, pageSize)
    const chains = page.map(id => ({ id, successors: successorsOf(id) }))
    const asked = chains.flatMap(({ successors }) => successors.map(id => requestId(account.partnerId, id)))
    const applied = new Set(await records.listApplied(database, scope.run, asked))
    for (const { id, successors } of chains) {
      const last = successors.findLastIndex(one => applied.has(requestId(account.partnerId, one)))
      if (last >= 0) await database.transaction(tx => remake(tx, id, last))
    }
    if (page.length < pageSize) return
    after = page.at(-1) ?? ''
  }
}

function successorsOf(refusedId: string): string[] {
  const chain = [successorId(refusedId)]
  while (chain.length < mostInChain) chain.push(successorId(chain.at(-1) ?? ''))
  return chain
}

/** Those before the one that was paid were refused as well; nobody may claim them. */
async function remake(tx: Sql, id: string, before: number): Promise<void> {
  const refused = await lockRefused(tx, id)
  if (!refused || refused.successor) return
  const { campaign } = refused
  let { link } = refused
  for (let left = before; left > 0; left--) {
    const id = await insertSuccessor(tx, { link, campaign })
    await claimLinks.revoke(tx, id)
    link = { ...link, id }
  }
  await campaigns.takeAgain(tx, campaign.id, link.amountMinor)
  const successor = await insertSuccessor(tx, { link, campaign })
  await events.append(tx, id, 'retried', { successor })
}
