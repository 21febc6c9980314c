/**
 * Reads a delivered list of claim links back: a CSV with the columns external_id and claim_url, in whatever order and
 * beside whatever others. The tokens in it are looked up by their hashes and kept nowhere.
 */
import type { Readable } from 'node:stream'
import { type CsvError, parse } from 'csv-parse'
import { claimLinkId, reference } from '../domain/claim-link.ts'
import { DomainError } from '../domain/errors.ts'
import * as claimLinks from '../storage/claim-link.ts'
import type { Context } from './context.ts'

export type ListedUrl = {
  /** The marketer's reference for the recipient or, without one, that of the link. */
  readonly name: string
  readonly claimUrl: string
}

type Row = { readonly record: Readonly<Record<string, string>>; readonly info: { readonly lines: number } }
type Line = ListedUrl & { readonly id: string; readonly line: number }

const batchSize = 1_000
/** In bytes; a row of ours has a few hundred, and people add columns. */
const longestRow = 64_000

type Parts = Pick<Context, 'database' | 'publicUrl'>

/**
 * The links of the file in its order. Throws `invalid-input` naming the line that is no claim link of this service, or not
 * one of the campaign where one is given, or that was revoked.
 */
export async function* readDelivered(
  context: Parts,
  file: Readable,
  campaignId: string | null,
): AsyncGenerator<ListedUrl> {
  let batch: Line[] = []
  for await (const row of rowsOf(file)) {
    batch.push(readRow(context, row))
    if (batch.length < batchSize) continue
    yield* await known(context, batch, campaignId)
    batch = []
  }
  yield* await known(context, batch, campaignId)
}

async function* rowsOf(file: Readable): AsyncGenerator<Row> {
  const parser = file.pipe(
    parse({ bom: true, columns: true, info: true, skip_empty_lines: true, max_record_size: longestRow }),
  )
  file.once('error', error => parser.destroy(error))
  try {
    yield* parser as AsyncIterable<Row>
  } catch (cause) {
    if (!isCsvError(cause)) throw cause
    throw new DomainError('invalid-input', `file: ${cause.message}`, { cause })
  }
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')
}

function readRow({ publicUrl }: Parts, { record, info }: Row): Line {
  const { claim_url: address, external_id: externalId = '' } = record
  if (address === undefined)
    throw new DomainError(
      'invalid-input',
      'file: its first line must name the column claim_url; take the file as it was exported',
    )
  const token = tokenOf(publicUrl, address)
  if (token === null)
    throw new DomainError(
      'invalid-input',
      `file: line ${info.lines}: claim_url does not begin with ${publicUrl}/c/`,
    )
  const id = claimLinkId(token)
  return { id, line: info.lines, name: externalId || reference(id), claimUrl: `${publicUrl}/c/${token}` }
}

/** The claim URL that a person has pasted, without what follows it. Throws `invalid-input` where it is none of the campaign. */
export async function checkUrl(
  { database, publicUrl }: Parts,
  campaignId: string,
  pasted: string,
): Promise<string> {
  const token = tokenOf(publicUrl, pasted.trim())
  if (token === null)
    throw new DomainError('invalid-input', `link: paste a whole claim link; it begins with ${publicUrl}/c/`)
  const id = claimLinkId(token)
  const good = await claimLinks.findGood(database, [id], campaignId)
  if (good.has(id)) return `${publicUrl}/c/${token}`
  throw new DomainError('invalid-input', 'link: this campaign has no such link, or it was revoked')
}

/** The token of an address of this service, whatever follows it; null for any other address. */
export function tokenOf(publicUrl: string, address: string): string | null {
  const start = `${publicUrl}/c/`
  if (!address.startsWith(start)) return null
  return /^[\w-]{16,64}(?=$|[?#])/.exec(address.slice(start.length))?.[0] ?? null
}

async function known(
  { database }: Parts,
  batch: readonly Line[],
  campaignId: string | null,
): Promise<readonly ListedUrl[]> {
  const good = await claimLinks.findGood(
    database,
    batch.map(({ id }) => id),
    campaignId,
  )
  const bad = batch.find(({ id }) => !good.has(id))
  if (!bad) return batch
  const whose = campaignId === null ? 'of this service' : 'of this campaign'
  throw new DomainError(
    'invalid-input',
    `file: line ${bad.line}: there is no such link ${whose}, or it was revoked`,
  )
}
