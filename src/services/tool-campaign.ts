/** Campaigns of our own tools: the trial link, the QA page and the test plan each have one, told by its sender. */
import type { Campaign } from '../domain/campaign.ts'
import { type CampaignInput, createCampaign, listCampaigns } from './campaign.ts'
import type { Context } from './context.ts'

export type ToolCampaign = Omit<CampaignInput, 'closes' | 'account' | 'perPersonLimit'> & {
  /** Name of the partner account. */
  readonly account: string
}

/** The tool's live campaign of this account with `neededMinor` left in its budget; made when there is none. */
export async function findOrCreateCampaign(
  context: Context,
  input: ToolCampaign,
  neededMinor: number,
): Promise<Campaign> {
  const now = context.clock()
  const usable = (await listCampaigns(context)).find(
    ({ senderName, partnerAccount, state, closesAt, grantedMinor, budgetMinor }) =>
      senderName === input.sender &&
      partnerAccount === input.account &&
      state === 'live' &&
      closesAt > now &&
      grantedMinor + neededMinor <= budgetMinor,
  )
  if (usable) return usable
  const closes = `${now.getUTCFullYear() + 1}-12-31`
  return await createCampaign(context, { ...input, closes, perPersonLimit: 1_000 }, { by: 'the service' })
}

/** Worth looking at, in any currency. */
export function defaultAmount(currency: string): string {
  return currency === 'JPY' ? '2500' : '25.00'
}
