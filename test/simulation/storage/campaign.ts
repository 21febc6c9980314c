import type { Campaign } from '../../../src/domain/campaign.ts'
import type * as real from '../../../src/storage/campaign.ts'
import type { Sql } from '../../../src/storage/database.ts'
import { type Work, within } from '../memory-database.ts'

export const find: typeof real.find = (sql, id) =>
  within(sql, 'find campaign', work => work.find('campaign', id))

export const takeAgain: typeof real.takeAgain = (tx, id, amountMinor) => change(tx, id, amountMinor)

export const giveBack: typeof real.giveBack = (tx, id, amountMinor) => change(tx, id, -amountMinor)

function change(tx: Sql, id: string, amountMinor: number): Promise<void> {
  return within(tx, 'change budget', async work => add(work, await locked(work, id), amountMinor))
}

async function locked(work: Work, id: string): Promise<Campaign> {
  await work.lock('campaign', id)
  const campaign = work.find('campaign', id)
  if (!campaign) throw new Error(`bug: campaign ${id} is gone`)
  return campaign
}

function add(work: Work, campaign: Campaign, amountMinor: number): void {
  work.put('campaign', campaign.id, { ...campaign, grantedMinor: campaign.grantedMinor + amountMinor })
}
