/** The end of a campaign, or of a draft that nobody needs: what it means, before the press that cannot be taken back. */
import type { Campaign } from '../../src/domain/campaign.ts'
import type { LinkTotals } from '../../src/domain/launch-problem.ts'
import { html } from '../html.ts'
import { formatCount, formatMoney, locales } from '../locale.ts'
import { campaignLayout } from './campaign-layout.ts'
import { type AdminPage, csrf } from './layout.ts'

const [english] = locales

export function showEnd(page: AdminPage, campaign: Campaign, { links, totalMinor }: LinkTotals): string {
  const { id, state, currency } = campaign
  const worth = formatMoney(english, { amountMinor: totalMinor, currency })
  const open =
    links === 1
      ? '1 link that nobody has claimed'
      : `${formatCount(english, links)} links that nobody has claimed`
  const word = state === 'draft' ? 'Discard this draft' : 'End this campaign'
  const content = html`<h2>${word}?</h2>
<ul>
<li>${links === 0 ? 'No link is waiting to be claimed.' : html`${open} (${worth}) stop${links === 1 && 's'} working. Whoever opens one reads that the reward has ended, and whom to ask.`}</li>
${state !== 'draft' && html`<li>What was claimed before is still deposited.</li>\n`}<li>It is for good: an ended campaign cannot be opened again, only duplicated.</li>
</ul>
<form class="actions" method="post" action="/admin/campaigns/${id}/end">
${csrf(page)}<button class="button primary danger" type="submit">${word}</button>
<a href="/admin/campaigns/${id}">Keep it</a>
</form>`
  return campaignLayout(page, campaign, 'end', content)
}
