/**
 * Reads a delivered list of claim links back: a CSV with the columns external_id and claim_url, in whatever order and
 * beside whatever others. The tokens in it are looked up by their hashes and kept nowhere.
 */
import { claimLinkId, reference } from '../domain/claim-link.ts'
import { DomainError } from '../domain/errors.ts'
import { placeOf } from '../domain/link-file.ts'
import type { GoodLink } from '../storage/claim-link.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Context } from './context.ts'
import { CsvProblem, type CsvRow, csvRows } from './csv-rows.ts'

export type DeliveredLink = Pick<GoodLink, 'amountMinor' | 'expiresAt'> & {
  /** The marketer's reference for the recipient or, without one, that of the link. */
  readonly name: string
  readonly claimUrl: string
}

type Parts = Pick<Context, 'database' | 'publicUrl'>
type Line = Pick<DeliveredLink, 'name' | 'claimUrl'> & { readonly id: string; readonly line: number }
type Places = { readonly claimUrl: number; readonly externalId: number }

/**
 * The links of the file in its order. Throws `invalid-input` naming the line that is no claim link of this service, or not
 * one of the campaign where one is given, or that was revoked.
 */
export async function* readDelivered(
  context: Parts,
  file: AsyncIterable<Buffer>,
  campaignId: string | null,
): AsyncGenerator<DeliveredLink> {
  try {
    let places: Places | null = null
    let lines = 0
    for await (const rows of csvRows(file)) {
      const [head] = rows
      const body: readonly CsvRow[] = places ? rows : rows.slice(1)
      places ??= head ? placesOf(head) : null
      if (!places) continue
      const { claimUrl, externalId } = places
      yield* await known(
        context,
        body.map(row => readRow(context, row, { claimUrl, externalId })),
        campaignId,
      )
      lines += body.length
    }
    if (lines === 0) throw new CsvProblem(1, 'the file has no link')
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error
    throw new DomainError('invalid-input', `file: line ${error.line}: ${error.message}`, { cause: error })
  }
}

/** All links of a file that a page works on at once. Throws as `readDelivered` does, and where there are more than `most`. */
export async function listDelivered(
  context: Parts,
  file: AsyncIterable<Buffer>,
  { campaignId, most }: { readonly campaignId: string; readonly most: number },
): Promise<DeliveredLink[]> {
  const links: DeliveredLink[] = []
  for await (const link of readDelivered(context, file, campaignId)) {
    links.push(link)
    if (links.length > most)
      throw new DomainError('invalid-input', `file: it has more than ${most} links: split it`)
  }
  return links
}

/** The link that a person has pasted, without what follows it. Throws `invalid-input` where it is none of the campaign. */
export async function getPasted(
  { database, publicUrl }: Parts,
  campaignId: string,
  pasted: string,
): Promise<DeliveredLink> {
  const token = tokenOf(publicUrl, pasted)
  if (token === null)
    throw new DomainError('invalid-input', `link: paste a whole claim link; it begins with ${publicUrl}/c/`)
  const id = claimLinkId(token)
  const good = (await claimLinks.findGood(database, [id], campaignId)).get(id)
  if (good) return { ...good, name: good.externalId ?? reference(id), claimUrl: `${publicUrl}/c/${token}` }
  throw new DomainError('invalid-input', 'link: this campaign has no such link, or it was revoked')
}

function placesOf({ line, cells }: CsvRow): Places {
  const places = { claimUrl: placeOf(cells, 'claim_url'), externalId: placeOf(cells, 'external_id') }
  if (places.claimUrl >= 0) return places
  throw new CsvProblem(line, 'there must be a column claim_url: take the file as it was delivered')
}

function readRow({ publicUrl }: Parts, { line, cells }: CsvRow, { claimUrl, externalId }: Places): Line {
  const token = tokenOf(publicUrl, cells[claimUrl] ?? '')
  if (token === null) throw new CsvProblem(line, `claim_url does not begin with ${publicUrl}/c/`)
  const id = claimLinkId(token)
  return {
    id,
    line,
    name: cells[externalId]?.slice(0, 200) || reference(id),
    claimUrl: `${publicUrl}/c/${token}`,
  }
}

/** The token of an address of this service, whatever follows it; null for any other address. */
function tokenOf(publicUrl: string, address: string): string | null {
  const start = `${publicUrl}/c/`
  const given = address.trim()
  if (!given.startsWith(start)) return null
  return /^[\w-]{16,64}(?=$|[?#])/.exec(given.slice(start.length))?.[0] ?? null
}

async function known(
  { database }: Parts,
  lines: readonly Line[],
  campaignId: string | null,
): Promise<readonly DeliveredLink[]> {
  const ids = lines.map(({ id }) => id)
  const good = await claimLinks.findGood(database, ids, campaignId)
  const whose = campaignId === null ? 'of this service' : 'of this campaign'
  return lines.map(({ id, line, ...named }) => {
    const link = good.get(id)
    if (link) return { ...link, ...named }
    throw new CsvProblem(line, `there is no such link ${whose}, or it was revoked`)
  })
}
