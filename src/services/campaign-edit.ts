/** Changing a campaign after it was made, as far as nobody was promised otherwise; and taking it as the pattern of another. */
import { changesOf, parseActor } from '../domain/audit.ts'
import { type Campaign, nameOf } from '../domain/campaign.ts'
import { type CampaignField, fixedFields, whyNotChanged } from '../domain/campaign-change.ts'
import { DomainError } from '../domain/errors.ts'
import * as audit from '../storage/audit.ts'
import * as campaigns from '../storage/campaign.ts'
import { hasLinks } from '../storage/campaign-launch.ts'
import { createCampaign, getCampaign } from './campaign.ts'
import { type CampaignInput, inputOf, readSettings, wordsOf } from './campaign-input.ts'
import type { Context } from './context.ts'

/** What to change; a field that is undefined stays. */
export type CampaignChange = { readonly [Field in keyof CampaignInput]?: CampaignInput[Field] | undefined }

/**
 * Changes the fields of `input`, all or none. Throws `invalid-input` for values that cannot be read, `conflict` for
 * what may not change; either names each field.
 */
export async function editCampaign(
  context: Context,
  id: string,
  input: CampaignChange,
  by: string,
): Promise<Campaign> {
  const { id: found } = await getCampaign(context, id)
  await context.database.transaction(async tx => {
    const before = await campaigns.lock(tx, found)
    if (!before) throw new Error(`bug: campaign ${found} vanished`)
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
    const settings = await readSettings(
      { ...context, database: tx },
      { ...inputOf(before), ...given },
      before,
    )
    const after = { ...before, ...settings }
    refuse(whyNotChanged({ before, after, ...(await hasLinks(tx, found)) }))
    const detail = changesOf(wordsOf(before), wordsOf(after))
    if (Object.keys(detail).length === 0) return
    await campaigns.update(tx, found, settings)
    await audit.append(tx, { actor: parseActor(by), action: 'campaign edit', subject: found, detail })
  })
  return await getCampaign(context, found)
}

/** What cannot be changed now, with the reason of each. */
export async function listFixedFields(
  { database }: Pick<Context, 'database'>,
  campaign: Campaign,
): Promise<ReadonlyMap<CampaignField, string>> {
  return fixedFields({ before: campaign, ...(await hasLinks(database, campaign.id)) })
}

/** Days that a copy is open for where the window of its pattern is over. */
const freshDays = 30

/** A draft with the settings of another campaign; its links and its money stay where they are. */
export async function duplicateCampaign(context: Context, campaign: Campaign, by: string): Promise<Campaign> {
  const now = context.clock()
  const { opens, closes, ...input } = inputOf(campaign)
  const fresh = new Date(now.getTime() + freshDays * 86_400_000).toISOString().slice(0, 10)
  const window = {
    ...(campaign.opensAt > now && { opens }),
    closes: campaign.closesAt > now ? closes : fresh,
  }
  const name = `${nameOf(campaign).slice(0, 73)} (copy)`
  return await createCampaign(context, { ...input, ...window, name }, { by, state: 'draft' })
}

function refuse(reasons: ReadonlyMap<CampaignField, string>): void {
  if (reasons.size === 0) return
  const lines = [...reasons].map(([field, reason]) => `${field}: ${reason}`)
  throw new DomainError('conflict', lines.join('\n'))
}
