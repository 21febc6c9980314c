/**
 * The file of a batch: every line makes its link as it is written, and holds its token for the only time. Until the file
 * is confirmed nobody can claim one of them, so a file that breaks off or is lost is simply made again.
 */

import { parseActor } from '../domain/audit.ts'
import { type Campaign, fixedAmount } from '../domain/campaign.ts'
import { claimLinkId, claimToken, claimTokenBytes, reference } from '../domain/claim-link.ts'
import { csvLine, type Separator, separatorOf } from '../domain/csv.ts'
import { DomainError } from '../domain/errors.ts'
import { type LinkBatch, ourColumns } from '../domain/link-batch.ts'
import { toDecimal } from '../domain/money.ts'
import * as audit from '../storage/audit.ts'
import * as deliveries from '../storage/link-delivery.ts'
import type { StagedRow } from '../storage/link-row.ts'
import * as rows from '../storage/link-row.ts'
import { getCampaign } from './campaign.ts'
import type { Context } from './context.ts'
import { requireTrusted } from './restore.ts'
import { inSlices } from './slices.ts'

export type Delivery = {
  readonly number: number
  /** The file, part by part; each part's links are on record before it is handed on. */
  readonly parts: AsyncIterable<string>
  /** To be called when the last part has been written. */
  complete(): Promise<void>
}

/** Links that one transaction makes: few enough to keep nobody waiting. */
const partRows = 1_000

export type DeliveryOrder = {
  /** Begins with a byte order mark, by which Excel knows UTF-8. */
  readonly bom: boolean
  readonly by: string
}

/** Throws `conflict` where nothing can be delivered. */
export async function deliver(
  context: Context,
  batch: LinkBatch,
  { bom, by }: DeliveryOrder,
): Promise<Delivery> {
  const campaign = await getCampaign(context, batch.campaignId)
  const part = { ...batch, ...(await begin(context, campaign, batch, by)) }
  return {
    number: part.delivery,
    parts: fileOf(context, campaign, part, bom),
    complete: async () => {
      if (!(await deliveries.complete(context.database, part))) throw overtaken()
    },
  }
}

/** Whoever makes a file of links that are live already takes those from the people who have them. */
async function begin(
  { database }: Context,
  { partnerAccount }: Campaign,
  { id, kind, state, createdAt }: LinkBatch,
  by: string,
): Promise<deliveries.Begun> {
  return await database.transaction(async tx => {
    await requireTrusted(tx, partnerAccount, createdAt)
    const begun = await deliveries.begin(tx, id)
    if (!begun) throw new DomainError('conflict', `batch: it is ${state}, so it has no file`)
    if (kind !== 'count' && (await rows.listAfter(tx, id, 0, 1)).length === 0)
      throw new DomainError(
        'conflict',
        'batch: its lines were deleted 30 days after its campaign closed; upload the list once more',
      )
    const detail = { delivery: String(begun.delivery), replaces: String(begun.confirmedDelivery) }
    await audit.append(tx, { actor: parseActor(by), action: 'batch deliver', subject: id, detail })
    return begun
  })
}

async function* fileOf(
  context: Context,
  campaign: Campaign,
  batch: LinkBatch,
  bom: boolean,
): AsyncGenerator<string> {
  const separator = separatorOf(batch.head ?? '')
  const head = [...headOf(batch), csvLine(ourColumns, separator)].join(separator)
  yield `${bom ? '\uFEFF' : ''}${head}\r\n`
  let ordered = await orderedAfter(context, campaign, batch, 0)
  while (ordered.length > 0) {
    // The next lines are read while these are made.
    const next = orderedAfter(context, campaign, batch, ordered.at(-1)?.line ?? 0)
    const [part, following] = await Promise.all([makePart(context, campaign, batch, ordered), next])
    yield part
    ordered = following
  }
}

/** What stands before our columns. */
function headOf({ kind, head }: LinkBatch): string[] {
  if (head !== null) return [head]
  return kind === 'replacement' ? ['external_id'] : []
}

/** Of an order by count nothing is staged. */
async function orderedAfter(
  { database }: Context,
  campaign: Campaign,
  { id, kind, head, lines }: LinkBatch,
  line: number,
): Promise<StagedRow[]> {
  if (kind === 'replacement' && head === null) {
    const staged = await rows.listAfter(database, id, line, partRows)
    return staged.map(row => ({ ...row, original: csvLine([row.externalId ?? '']) }))
  }
  if (kind !== 'count') return await rows.listAfter(database, id, line, partRows)
  const plain = { externalId: null, amountMinor: fixedAmount(campaign), expiresAt: null, original: null }
  const length = Math.min(partRows, lines - line)
  return Array.from({ length }, (_, index) => ({ line: line + index + 1, ...plain }))
}

type Link = StagedRow & { readonly token: string; readonly id: string }

async function makePart(
  context: Context,
  campaign: Campaign,
  batch: LinkBatch,
  ordered: readonly StagedRow[],
): Promise<string> {
  const random = context.randomBytes(claimTokenBytes * ordered.length)
  const links = await inSlices(context, [...ordered.entries()], ([index, row]): Link => {
    const token = claimToken(random.subarray(index * claimTokenBytes, (index + 1) * claimTokenBytes))
    return { ...row, token, id: claimLinkId(token) }
  })
  const made = await context.database.transaction(async tx => {
    await requireTrusted(tx, campaign.partnerAccount, batch.createdAt)
    if (!(await deliveries.advance(tx, batch, links.length))) throw overtaken()
    return await store(tx, batch, links)
  })
  const lines = await inSlices(context, made, link =>
    lineOf(context, link, { currency: campaign.currency, separator: separatorOf(batch.head ?? '') }),
  )
  return lines.join('')
}

/** Which of them are in the file, and with what. */
async function store(
  tx: Parameters<typeof deliveries.insertFresh>[0],
  batch: LinkBatch,
  links: readonly Link[],
): Promise<readonly Link[]> {
  if (batch.confirmedDelivery === 0 && batch.kind !== 'replacement') {
    await deliveries.insertFresh(tx, batch, links)
    return links
  }
  const replaced = await deliveries.replaceUnclaimed(tx, batch, links)
  if (replaced.length < links.length) await deliveries.leaveOut(tx, batch, links.length - replaced.length)
  const byLine = new Map(links.map(link => [link.line, link]))
  return replaced.flatMap(row => {
    const link = byLine.get(row.line)
    return link ? [{ ...link, ...row }] : []
  })
}

type Written = { readonly currency: string; readonly separator: Separator }

/** Nothing here can be a formula: tokens begin with a letter or digit. */
function lineOf({ publicUrl }: Context, link: Link, { currency, separator }: Written): string {
  const { original, token, id, amountMinor, expiresAt } = link
  const amount = toDecimal({ amountMinor, currency })
  // Where Excel writes semicolons, it reads 12.05 as a day in May.
  const shown = separator === ';' ? amount.replace('.', ',') : amount
  const ours = [
    `${publicUrl}/c/${token}`,
    token,
    reference(id),
    shown,
    currency,
    expiresAt?.toISOString() ?? '',
  ]
  return `${[...(original === null ? [] : [original]), ...ours].join(separator)}\r\n`
}

function overtaken(): DomainError {
  return new DomainError(
    'conflict',
    'file: it was begun again or its batch was withdrawn meanwhile, so this one is no longer good',
  )
}
