/** The end of a campaign, or of a draft that nobody needs: what it means, before the press that cannot be taken back. */
import type { Campaign } from '../../src/domain/campaign.ts'
import type { LinkTotals } from '../../src/domain/launch-problem.ts'
import { type Html, html } from '../html.ts'
import { formatCount, formatMoney, locales } from '../locale.ts'
import { campaignLayout } from './campaign-layout.ts'
import { type AdminPage, csrf, mayAct } from './layout.ts'

const [english] = locales

export function showEnd(page: AdminPage, campaign: Campaign, { links, totalMinor }: LinkTotals): string {
  const { state, currency } = campaign
  const worth = formatMoney(english, { amountMinor: totalMinor, currency })
  const open =
    links === 1
      ? '1 link that nobody has claimed'
      : `${formatCount(english, links)} links that nobody has claimed`
  const word = state === 'draft' ? 'Discard this draft' : 'End this campaign'
  if (state === 'ended')
    return campaignLayout(
      page,
      campaign,
      'end',
      html`<h2>This campaign has ended</h2>
<p>Nothing of it can be claimed any more. What was claimed before is still deposited.</p>`,
    )
  const content = html`<h2>${word}?</h2>
<ul>
<li>${links === 0 ? 'No link is waiting to be claimed.' : html`${open} (${worth}) stop${links === 1 && 's'} working. Whoever opens one reads that the reward has ended, and whom to ask.`}</li>
${state !== 'draft' && html`<li>What was claimed before is still deposited.</li>\n`}<li>It is for good: an ended campaign cannot be opened again, only duplicated.</li>
</ul>
${press(page, campaign, word)}`
  return campaignLayout(page, campaign, 'end', content)
}

function press(page: AdminPage, { id }: Campaign, word: string): Html {
  if (!mayAct(page, 'marketer')) return html`<p>This needs the role “marketer”.</p>`
  return html`<form class="actions" method="post" action="/admin/campaigns/${id}/end">
${csrf(page)}<button class="button primary danger" type="submit">${word}</button>
<a href="/admin/campaigns/${id}">Keep it</a>
</form>`
}
