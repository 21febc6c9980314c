/** Batches of claim links: ordering, confirming and withdrawing them. */
import { parseActor } from '../domain/audit.ts'
import { type Campaign, isOver } from '../domain/campaign.ts'
import { encodeCrockford } from '../domain/crockford.ts'
import { DomainError } from '../domain/errors.ts'
import { isConfirmable, type LinkBatch, maxRows } from '../domain/link-batch.ts'
import * as audit from '../storage/audit.ts'
import * as campaigns from '../storage/campaign.ts'
import type { Sql } from '../storage/database.ts'
import * as batches from '../storage/link-batch.ts'
import type { KeptProblem } from '../storage/link-row.ts'
import * as rows from '../storage/link-row.ts'
import type { Context } from './context.ts'

type Parts = Pick<Context, 'database' | 'randomBytes' | 'clock'>

/** An order of so many links of the campaign's amount; they are made with their file. Throws `invalid-input`. */
export async function orderLinks(
  context: Parts,
  campaign: Campaign,
  count: number,
  by: string,
): Promise<LinkBatch> {
  if (!Number.isInteger(count) || count < 1 || count > maxRows)
    throw new DomainError('invalid-input', `count: must be a whole number from 1 to ${maxRows}`)
  if (campaign.amountMinor === null)
    throw new DomainError(
      'invalid-input',
      'count: this campaign has no fixed amount, so its links need a file with an amount on every line',
    )
  return await order(context, campaign, { kind: 'count', lines: count, fileName: null, by }, 'issuing')
}

/** The batch that a file is about to be received for. */
export async function orderFile(
  context: Parts,
  campaign: Campaign,
  fileName: string | null,
  by: string,
): Promise<LinkBatch> {
  return await order(context, campaign, { kind: 'file', lines: 0, fileName, by }, 'receiving')
}

type Order = Pick<batches.NewBatch, 'kind' | 'lines' | 'fileName'> & { readonly by: string }

async function order(
  context: Parts,
  campaign: Campaign,
  { by, ...ordered }: Order,
  state: 'receiving' | 'issuing',
): Promise<LinkBatch> {
  refuseOver(campaign, context.clock())
  const id = encodeCrockford(context.randomBytes(8), 10)
  const madeBy = parseActor(by)
  await context.database.transaction(async tx => {
    await batches.insert(tx, { id, campaignId: campaign.id, madeBy, ...ordered }, state)
    const detail = { campaign: campaign.id, links: ordered.lines > 0 ? String(ordered.lines) : null }
    await audit.append(tx, { actor: madeBy, action: 'batch order', subject: id, detail })
  })
  return await getBatch(context, id)
}

/** Throws `conflict` where nobody could claim what is ordered. */
export function refuseOver(campaign: Campaign, now: Date): void {
  if (campaign.state === 'ended')
    throw new DomainError('conflict', 'campaign: it has ended, so it takes no more links; duplicate it')
  if (isOver(campaign, now))
    throw new DomainError('conflict', 'campaign: its window is over; set a later end first, then order links')
}

/** Throws `not-found`. */
export async function getBatch({ database }: { readonly database: Sql }, id: string): Promise<LinkBatch> {
  const batch = await batches.find(database, id.trim().toUpperCase())
  if (batch) return batch
  throw new DomainError('not-found', `batch: there is none with id "${id}"; "link batches" shows them`)
}

/** Newest first, after the one with the id `after`; all of them where `most` is null. */
export async function listBatches(
  { database }: Pick<Context, 'database'>,
  { id: campaignId }: Campaign,
  asked: batches.BatchesAsked = { after: null, most: null },
): Promise<LinkBatch[]> {
  return await batches.list(database, { campaignId, ...asked })
}

/** Orders whose links nobody can claim before somebody has downloaded and confirmed them; none once that would be too late. */
export async function listOpenBatches(
  { database, clock }: Pick<Context, 'database' | 'clock'>,
  campaign: Campaign,
): Promise<LinkBatch[]> {
  return isOver(campaign, clock()) ? [] : await batches.listOpen(database, campaign.id)
}

/** The first `most` of what is wrong with its file. */
export async function listProblems(
  { database }: Pick<Context, 'database'>,
  { id }: LinkBatch,
  most: number,
): Promise<KeptProblem[]> {
  return await rows.listProblems(database, id, most)
}

/**
 * Lets the links of the newest file be claimed, because it has arrived. Throws `conflict` where `delivery` is not the
 * newest, or was not written to its end.
 */
export async function confirmBatch(
  { database }: Pick<Context, 'database'>,
  { id, campaignId }: LinkBatch,
  delivery: number,
  by: string,
): Promise<LinkBatch> {
  await database.transaction(async tx => {
    if (!(await batches.confirm(tx, id, delivery))) throw await whyNotConfirmed(tx, id)
    // Whoever launches the campaign at this moment has agreed to what its links come to.
    await campaigns.lock(tx, campaignId)
    const detail = { delivery: String(delivery) }
    await audit.append(tx, { actor: parseActor(by), action: 'batch confirm', subject: id, detail })
  })
  return await getBatch({ database }, id)
}

async function whyNotConfirmed(tx: Sql, id: string): Promise<DomainError> {
  const batch = await getBatch({ database: tx }, id)
  const reason = isConfirmable(batch)
    ? 'its file was made again meanwhile: only the newest one is good'
    : batch.state === 'issuing'
      ? 'its file was not downloaded to the end: download it, then confirm'
      : `it is ${batch.state}`
  return new DomainError('conflict', `batch: it cannot be confirmed: ${reason}`)
}

/** Makes every link of it that nobody has claimed worthless, at once. Throws `conflict` while it is being checked. */
export async function withdrawBatch(context: Context, { id }: LinkBatch, by: string): Promise<LinkBatch> {
  await context.database.transaction(async tx => {
    const batch = await batches.lock(tx, id)
    if (!batch)
      throw new DomainError('conflict', 'batch: it is being worked on just now; try again in a moment')
    if (['refused', 'unneeded', 'withdrawn'].includes(batch.state))
      throw new DomainError('conflict', `batch: it is ${batch.state}, so there is nothing to withdraw`)
    await batches.withdraw(tx, id)
    const detail = { state: { before: batch.state, after: 'withdrawn' } }
    await audit.append(tx, { actor: parseActor(by), action: 'batch withdraw', subject: id, detail })
  })
  return await getBatch(context, id)
}
