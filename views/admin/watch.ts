/** What happens in a campaign. */
import type { Campaign } from '../../src/domain/campaign.ts'
import { html } from '../html.ts'
import { facts } from '../layout.ts'
import { formatMoney, locales } from '../locale.ts'
import { campaignLayout } from './campaign-layout.ts'
import type { AdminPage } from './layout.ts'

const [english] = locales

export function showWatch(page: AdminPage, campaign: Campaign): string {
  const { currency, budgetMinor, grantedMinor } = campaign
  const money = (amountMinor: number) => formatMoney(english, { amountMinor, currency })
  const content = html`${facts([
    ['Budget', money(budgetMinor)],
    ['Granted', money(grantedMinor)],
  ])}`
  return campaignLayout(page, campaign, 'watch', content)
}
