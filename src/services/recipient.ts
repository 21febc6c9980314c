/** Which claim links are a recipient's: by the sender's own reference, or by one of their links. */
import { DomainError } from '../domain/errors.ts'
import type { Sql } from '../storage/database.ts'
import * as people from '../storage/person.ts'
import { getCampaign } from './campaign.ts'
import { getLink } from './claim-link.ts'
import type { Context } from './context.ts'

export type Recipient =
  | { readonly externalId: string; readonly campaignId: string | null }
  | { readonly link: string }

/**
 * Ids, oldest first. A link that carries a reference stands for all of its campaign that do. Throws `not-found` where there
 * is none.
 */
export async function linksOf(context: Pick<Context, 'database'>, recipient: Recipient): Promise<string[]> {
  const ids = await find(context, context.database, recipient)
  if (ids.length > 0) return ids
  throw new DomainError(
    'not-found',
    'ref: no claim link carries this reference; "link find" looks for a part of it',
  )
}

async function find(context: Pick<Context, 'database'>, sql: Sql, recipient: Recipient): Promise<string[]> {
  if ('link' in recipient) {
    const { id, externalId, campaignId } = await getLink(context, recipient.link)
    return externalId === null
      ? await people.withSuccessors(sql, [id])
      : await people.listNamed(sql, { externalId, campaignId })
  }
  const { externalId, campaignId } = recipient
  const campaign = campaignId === null ? null : await getCampaign(context, campaignId)
  return await people.listNamed(sql, { externalId, campaignId: campaign?.id ?? null })
}
