/** Looking at the links of a campaign: page by page, or by what somebody has of one. */
import type { Campaign } from '../domain/campaign.ts'
import type { LinkState } from '../domain/link-state.ts'
import type { ShownLink } from '../storage/claim-link.ts'
import * as lists from '../storage/link-list.ts'
import type { Context } from './context.ts'

export type LinkPage = {
  readonly links: readonly ShownLink[]
  /** What the next page is after; null where this one is the last. */
  readonly next: string | null
}

const pageLinks = 50

/** Newest first, after the link with the id `after`. */
export async function pageOfLinks(
  { database }: Pick<Context, 'database'>,
  { id }: Campaign,
  { state, after }: { readonly state: LinkState | null; readonly after: string | null },
): Promise<LinkPage> {
  const found = await lists.list(database, { campaignId: id, state, after, most: pageLinks + 1 })
  const links = found.slice(0, pageLinks)
  return { links, next: found.length > pageLinks ? (links.at(-1)?.id ?? null) : null }
}

/** The links that somebody may mean by an external id, a reference or an id. */
export async function searchLinks(
  { database }: Pick<Context, 'database'>,
  { id }: Campaign,
  words: string,
): Promise<ShownLink[]> {
  const text = words.trim().replaceAll('\0', '')
  const prefix = text.replaceAll('-', '').toUpperCase()
  const usable = /^[0-9A-HJKMNP-TV-Z]{4,26}$/.test(prefix)
  return await lists.search(database, id, { externalId: text, prefix: usable ? prefix : null })
}
