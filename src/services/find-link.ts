/** Finding claim links for the staff, by whatever somebody who asks has in their hands. */
import { claimLinkId, tokenIn } from '../domain/claim-link.ts'
import { DomainError } from '../domain/errors.ts'
import { type LinkState, stateOf } from '../domain/link-state.ts'
import * as links from '../storage/find-link.ts'
import type { Context } from './context.ts'

export type FoundLink = links.FoundLink & {
  /** In one word. */
  readonly state: LinkState
}

export type Found = { readonly links: readonly FoundLink[]; readonly more: boolean }

const mostShown = 50
/** One more, to know whether there are more. */
const most = mostShown + 1

/**
 * By a claim link or its token, the marketer's reference or a part of it, or our own from four characters on. Throws
 * `invalid-input` for a text that is empty or longer than any of these.
 */
export async function findLinks(context: Pick<Context, 'database' | 'clock'>, text: string): Promise<Found> {
  const wanted = text.trim()
  if (wanted.length === 0 || wanted.length > 2_000)
    throw new DomainError('invalid-input', 'text: must be a reference or a claim link')
  const found = await search(context, wanted)
  const shown = found.slice(0, mostShown).map(link => ({ ...link, state: stateOf(link, context.clock()) }))
  return { links: shown, more: found.length > mostShown }
}

/** A part is looked for only where nothing is called exactly so. */
async function search({ database }: Pick<Context, 'database'>, wanted: string): Promise<links.FoundLink[]> {
  const token = tokenIn(wanted)
  const opened = token === undefined ? [] : await links.byPrefix(database, claimLinkId(token), 1)
  // A reference may look like a token.
  if (opened.length > 0) return opened
  const id = wanted.replaceAll('-', '').toUpperCase()
  const own = /^[0-9A-HJKMNP-TV-Z]{4,26}$/.test(id) ? await links.byPrefix(database, id, most) : []
  if (wanted.length > 200) return own
  const exact = await links.byExternalId(database, wanted, most)
  const found = [...exact, ...own]
  return found.length > 0 ? found : await links.byPart(database, wanted, most)
}
