/** A first campaign and a claim link to try, for an installation beside the emulator. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Trial } from '../views/home.ts'
import { compose, type Parts } from './compose.ts'
import type { Campaign } from './domain/campaign.ts'
import { createCampaign, listCampaigns } from './services/campaign.ts'
import { openClaim } from './services/claim.ts'
import { issueLinks } from './services/claim-link.ts'
import type { Context } from './services/context.ts'

const sender = 'Example Rewards'

/** Finds a claim link that is still unclaimed, from the last start or new; it is kept in the data directory. */
export async function prepareTrial(parts: Parts, dir: string, emulatorUrl: string): Promise<Trial> {
  const { context, close } = compose(parts)
  const path = join(dir, 'trial-link')
  const token = (await openToken(context, path)) ?? (await issueToken(context, path))
  await close()
  return { claimUrl: `${parts.publicUrl}/c/${token}`, emulatorUrl }
}

async function openToken(context: Context, path: string): Promise<string | undefined> {
  const token = readIfThere(path)
  const claim = token ? await openClaim(context, token, null) : undefined
  return claim?.standing.kind === 'open' ? token : undefined
}

async function issueToken(context: Context, path: string): Promise<string> {
  const campaign = (await findTrialCampaign(context)) ?? (await createTrialCampaign(context))
  const [issued] = await issueLinks(context, campaign, [
    { externalId: null, amountMinor: campaign.amountMinor },
  ])
  const token = issued?.claimUrl.split('/').at(-1) ?? ''
  writeFileSync(path, token, { mode: 0o600 })
  return token
}

async function findTrialCampaign(context: Context): Promise<Campaign | undefined> {
  const now = context.clock()
  const campaigns = await listCampaigns(context)
  return campaigns.find(campaign => {
    const room = campaign.grantedMinor + campaign.amountMinor <= campaign.budgetMinor
    return campaign.senderName === sender && campaign.state === 'live' && campaign.closesAt > now && room
  })
}

async function createTrialCampaign(context: Context): Promise<Campaign> {
  const yen = [...context.accounts.values()][0]?.currency === 'JPY'
  const nextYear = context.clock().getUTCFullYear() + 1
  return await createCampaign(context, {
    sender,
    support: 'help@example.com',
    message: 'Thank you for taking part in our survey!',
    amount: yen ? '2500' : '25.00',
    budget: yen ? '250000' : '2500.00',
    closes: `${nextYear}-12-31`,
    perPersonLimit: 100,
    account: [...context.accounts.keys()][0],
  })
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}
