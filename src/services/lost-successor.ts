/**
 * Successors that a restored database has forgotten: made for another account after a refusal that it may have forgotten as
 * well, and paid since. Their ids follow from those of the links that are here.
 */
import { successorId } from '../domain/claim-link.ts'
import { requestId } from '../domain/deposit.ts'
import * as records from '../storage/amazon-record.ts'
import * as restores from '../storage/restore.ts'
import type { Context } from './context.ts'
import type { Reconciliation } from './reconcile.ts'

/** More accounts than anybody tries for one reward. */
const mostInChain = 10
const pageSize = 500

export type LostChain = {
  /** The last link of the chain that is here. */
  readonly linkId: string
  /** Ids of those that are not; the last one is paid. */
  readonly lost: readonly string[]
  readonly applied: records.Applied
  /** The link that is here was paid as well. */
  readonly isPaid: boolean
}

/** Every chain of the account whose end the source knows as applied and this database does not know. */
export async function* lostChains(
  { database }: Pick<Context, 'database'>,
  { account, scope }: Pick<Reconciliation, 'account' | 'scope'>,
): AsyncGenerator<LostChain> {
  if (!(await records.hasLost(database, scope))) return
  const idOf = (id: string) => requestId(account.partnerId, id)
  for (let after = ''; ; ) {
    const page = await restores.listOpenEnds(database, account.name, after, pageSize)
    const chains = page.map(linkId => ({ linkId, successors: successorsOf(linkId) }))
    const asked = chains.flatMap(({ linkId, successors }) => [linkId, ...successors].map(idOf))
    const applied = await records.listApplied(database, scope.run, asked)
    const known = new Map(applied.map(one => [one.requestId, one]))
    for (const { linkId, successors } of chains) {
      const last = successors.findLastIndex(id => known.has(idOf(id)))
      const paid = known.get(idOf(successors[last] ?? ''))
      const isPaid = known.has(idOf(linkId))
      if (paid) yield { linkId, lost: successors.slice(0, last + 1), applied: paid, isPaid }
    }
    if (page.length < pageSize) return
    after = page.at(-1) ?? ''
  }
}

function successorsOf(id: string): string[] {
  const chain = [successorId(id)]
  while (chain.length < mostInChain) chain.push(successorId(chain.at(-1) ?? ''))
  return chain
}
