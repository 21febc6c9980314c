/** How commands show a campaign. */
import type { Campaign } from '../domain/campaign.ts'
import { toDecimal } from '../domain/money.ts'
import { print, printJson } from './print.ts'

/** Amounts as decimals beside their minor units, times in ISO 8601. */
export function shown(campaign: Campaign) {
  const { currency, amountMinor, budgetMinor, grantedMinor } = campaign
  const decimal = (minor: number) => toDecimal({ amountMinor: minor, currency })
  return {
    ...campaign,
    amount: amountMinor === null ? null : decimal(amountMinor),
    budget: decimal(budgetMinor),
    granted: decimal(grantedMinor),
    opensAt: campaign.opensAt.toISOString(),
    closesAt: campaign.closesAt.toISOString(),
    heldSince: campaign.heldSince?.toISOString() ?? null,
    rehearsedAt: campaign.rehearsedAt?.toISOString() ?? null,
    createdAt: campaign.createdAt.toISOString(),
  }
}

/** The campaign as JSON where that is asked for, otherwise the line. */
export function printCampaign(campaign: Campaign, asJson: boolean, line: string): void {
  if (asJson) printJson(shown(campaign))
  else print(line)
}
