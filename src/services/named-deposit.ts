/** The deposit that somebody means who names a claim link. */
import { DomainError } from '../domain/errors.ts'
import * as claimLinks from '../storage/claim-link.ts'
import * as deposits from '../storage/deposit.ts'
import { getLink } from './claim-link.ts'
import type { Context } from './context.ts'

/**
 * The link's own deposit, or where it was replaced unclaimed, its last successor's. Throws `not-found` when the link does
 * not exist or nobody has claimed it.
 */
export async function getDeposit(
  context: Pick<Context, 'database'>,
  named: string,
): Promise<deposits.Deposit> {
  const link = await getLink(context, named)
  const chain = await claimLinks.chain(context.database, link.id)
  const own = chain.find(({ id, depositState }) => id === link.id && depositState) ?? chain.at(-1) ?? link
  const deposit = await deposits.find(context.database, own.id)
  if (deposit) return deposit
  throw new DomainError('not-found', 'link: nobody has claimed it, so there is no deposit')
}
