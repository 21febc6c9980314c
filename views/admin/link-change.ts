/** What changes links that nobody has claimed: on the page of one, the same presses as below the list. */
import type { Campaign } from '../../src/domain/campaign.ts'
import type { ClaimLink } from '../../src/domain/claim-link.ts'
import { type Html, html } from '../html.ts'
import { type AdminPage, csrf } from './layout.ts'

export type LinkPress = 'pause' | 'resume' | 'extend' | 'no-end' | 'replace' | 'revoke'

const words: Readonly<Record<LinkPress, string>> = {
  pause: 'Pause',
  resume: 'Resume',
  extend: 'Set the last day',
  'no-end': 'End it with the campaign',
  replace: 'Replace …',
  revoke: 'Revoke …',
}

type Changed = {
  readonly link: Pick<ClaimLink, 'id'>
  readonly campaign: Campaign
  readonly changes: readonly LinkPress[]
}

/** Nothing where nothing can be changed. */
export function changesForm(page: AdminPage, { link, campaign, changes }: Changed): Html | null {
  if (changes.length === 0) return null
  const button = (press: LinkPress) =>
    changes.includes(press) &&
    html`<button class="small-button${press === 'revoke' && ' danger'}" type="submit" name="action" value="${press}">${words[press]}</button>`
  return html`<form class="links-actions" method="post" action="/admin/campaigns/${campaign.id}/links/change">
${csrf(page)}<input type="hidden" name="from" value="link"><input type="hidden" name="link[]" value="${link.id}">
<p class="links-buttons">${(['pause', 'resume', 'replace', 'revoke'] as const).map(button)}</p>
${changes.includes('extend') && untilField('until', campaign)}
<p class="links-buttons">${(['extend', 'no-end'] as const).map(button)}</p>
</form>`
}

export function untilField(id: string, { timeZone }: Campaign): Html {
  return html`<p><label for="${id}">Last day <small>(time zone ${timeZone})</small></label>
<input type="date" id="${id}" name="until"></p>`
}
