/** Pausing, resuming, extending, revoking and replacing links that exist: one, a selection, or those that a file names. */
import { parseActor } from '../domain/audit.ts'
import type { Campaign } from '../domain/campaign.ts'
import { encodeCrockford } from '../domain/crockford.ts'
import { DomainError } from '../domain/errors.ts'
import type { LinkBatch } from '../domain/link-batch.ts'
import { localText } from '../domain/local-text.ts'
import * as audit from '../storage/audit.ts'
import type { Sql } from '../storage/database.ts'
import * as batches from '../storage/link-batch.ts'
import * as changes from '../storage/link-change.ts'
import { localTime } from '../storage/local-time.ts'
import type { Context } from './context.ts'
import { getBatch, refuseOver } from './link-batch.ts'
import { giveBackReserved } from './reserved.ts'
import { requireTrusted } from './restore.ts'

export type LinkChange =
  | { readonly kind: 'pause' | 'resume' | 'revoke' }
  /** Null lets the link be claimed for as long as its campaign is open. */
  | { readonly kind: 'extend'; readonly expiresAt: Date | null }

export type Outcome = {
  readonly changed: number
  /** Claimed, revoked, or so already. */
  readonly left: number
}

/** Links that one statement locks and changes. */
const partLinks = 1_000

/** All of it or nothing; links that are claimed or revoked stay as they are. */
export async function changeLinks(
  { database }: Pick<Context, 'database'>,
  campaign: Campaign,
  ids: readonly string[],
  change: LinkChange,
  by: string,
): Promise<Outcome> {
  const [actor, unique] = [parseActor(by), [...new Set(ids)].sort()]
  const changed = await database.transaction(async tx => {
    let count = 0
    for (let start = 0; start < unique.length; start += partLinks) {
      const request = { campaignId: campaign.id, ids: unique.slice(start, start + partLinks), actor }
      await changes.lock(tx, campaign.id, request.ids)
      count += await changePart(tx, request, change)
    }
    return count
  })
  return { changed, left: unique.length - changed }
}

async function changePart(tx: Sql, request: changes.Request, change: LinkChange): Promise<number> {
  if (change.kind === 'pause') return (await changes.pause(tx, request)).length
  if (change.kind === 'resume') return (await changes.resume(tx, request)).length
  if (change.kind === 'extend') return (await changes.setExpiry(tx, request, change.expiresAt)).length
  const revoked = await changes.revoke(tx, request)
  await giveBackReserved(tx, request.campaignId, revoked)
  return revoked.length
}

/** How many of these links somebody could still revoke or replace, and what they are worth together. */
export async function countOpen(
  { database }: Pick<Context, 'database'>,
  { id }: Campaign,
  ids: readonly string[],
): Promise<changes.Open> {
  return await changes.countOpen(database, id, ids)
}

/** What withdrawing it takes from people: its links that can be claimed now. */
export async function countOpenOfBatch(
  { database }: Pick<Context, 'database'>,
  { id }: LinkBatch,
): Promise<changes.Open> {
  return await changes.countOpenOfBatch(database, id)
}

/**
 * A batch whose links take the place of these, once its file is made; until then these are as they were. Throws
 * `conflict` where none of them can be replaced.
 */
export async function orderReplacements(
  context: Pick<Context, 'database' | 'randomBytes' | 'clock'>,
  campaign: Campaign,
  ids: readonly string[],
  by: string,
): Promise<LinkBatch> {
  refuseOver(campaign, context.clock())
  const id = encodeCrockford(context.randomBytes(8), 10)
  const madeBy = parseActor(by)
  await context.database.transaction(async tx => {
    await requireTrusted(tx, campaign.partnerAccount, await changes.oldest(tx, campaign.id, ids))
    const lines = await changes.stageReplacements(tx, id, campaign.id, [...new Set(ids)])
    if (lines === 0)
      throw new DomainError(
        'conflict',
        'links: none of them can be replaced: they are claimed, revoked or not live',
      )
    const batch = { id, campaignId: campaign.id, madeBy, fileName: null, kind: 'replacement', lines } as const
    await batches.insert(tx, batch, 'issuing')
    await changes.keepColumns(tx, id)
    const detail = { campaign: campaign.id, links: String(lines) }
    await audit.append(tx, { actor: madeBy, action: 'link replace', subject: id, detail })
  })
  return await getBatch(context, id)
}

/**
 * The moment from which on a link cannot be claimed: the end of a day or a time in the campaign's zone, such as
 * 2026-12-31 or 2026-12-31T18:00; null for an empty text, which leaves the end to the campaign. Throws `invalid-input`,
 * also for a moment after the campaign's end, which would change nothing for anybody.
 */
export async function parseUntil(
  { database, clock }: Pick<Context, 'database' | 'clock'>,
  { timeZone, closesAt }: Campaign,
  text: string,
): Promise<Date | null> {
  const written = text.trim()
  if (written === '') return null
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/.test(written))
    throw new DomainError('invalid-input', 'until: must be like 2026-12-31 or 2026-12-31T18:00')
  const until = await localTime(database, 'until', written, timeZone, written.includes('T') ? 0 : 1)
  if (until > closesAt) {
    const end = localText(closesAt, timeZone).replace('T', ' ')
    throw new DomainError('invalid-input', `until: the campaign ends ${end} (${timeZone}); extend it first`)
  }
  if (until > clock()) return until
  throw new DomainError('invalid-input', 'until: must be in the future; to end links now, revoke them')
}
