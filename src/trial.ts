/** A first campaign and a claim link to try, for an installation beside the emulator. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Trial } from '../views/home.ts'
import { compose, type Parts } from './compose.ts'
import type { Campaign } from './domain/campaign.ts'
import { parseMoney } from './domain/money.ts'
import { openClaim } from './services/claim.ts'
import { issueLink } from './services/claim-link.ts'
import type { Context } from './services/context.ts'
import { defaultAmount, findOrCreateCampaign } from './services/tool-campaign.ts'

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
  const { claimUrl } = await issueLink(context, await trialCampaign(context), 'npm start')
  const token = claimUrl.split('/').at(-1) ?? ''
  writeFileSync(path, token, { mode: 0o600 })
  return token
}

async function trialCampaign(context: Context): Promise<Campaign> {
  const [account] = context.accounts.values()
  if (!account) throw new Error('bug: the configuration has an account')
  const amount = defaultAmount(account.currency)
  const input = {
    sender: 'Example Rewards',
    support: 'help@example.com',
    message: 'Thank you for taking part in our survey!',
    amount,
    budget: '250000',
    account: account.name,
  }
  return await findOrCreateCampaign(context, input, parseMoney(amount, account.currency).amountMinor)
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}
