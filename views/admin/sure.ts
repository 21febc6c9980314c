/** What is asked before a press that cannot be taken back: of links one by one, and of a batch. */
import type { Campaign } from '../../src/domain/campaign.ts'
import { reference } from '../../src/domain/claim-link.ts'
import type { LinkBatch } from '../../src/domain/link-batch.ts'
import { type Html, html } from '../html.ts'
import { formatCount, formatMoney, locales, pluralOf } from '../locale.ts'
import { campaignLayout } from './campaign-layout.ts'
import { type AdminPage, csrf } from './layout.ts'
import { linksPage } from './links-page.ts'

const [english] = locales
const links = (number: number) =>
  `${formatCount(english, number)} ${pluralOf(english, { one: 'link', other: 'links' }, number)}`

/** Links that can still be claimed, and what they are worth together. */
export type Open = { readonly links: number; readonly totalMinor: number }

export type Sure = {
  readonly action: 'revoke' | 'replace'
  /** All that were named; those that are claimed or revoked stay as they are. */
  readonly ids: readonly string[]
  readonly open: Open
  /** That names them; null where they were ticked. */
  readonly fileName: string | null
  /** Asked on the page of the only link. */
  readonly fromLink: boolean
}

const words = { revoke: 'Revoke', replace: 'Replace' } as const

function effect(action: Sure['action'], isOne: boolean): string {
  if (action === 'revoke')
    return `${isOne ? 'It stops' : 'They stop'} working for good. Whoever opens ${isOne ? 'it' : 'one'} reads whom to ask, and whoever has claimed keeps the reward.`
  return isOne
    ? 'You get a file with a new link. With that file the old one stops working, so send out the new one.'
    : 'You get a file with new links for whoever has not claimed. With that file the old ones stop working, so send out the new ones.'
}

/** The ids go with the press: a file names up to a hundred thousand. */
export function showSure(page: AdminPage, campaign: Campaign, sure: Sure): string {
  const { action, ids, open, fileName, fromLink } = sure
  const path = `/admin/campaigns/${campaign.id}/links`
  const back = fromLink ? `/admin/links/${ids[0]}` : path
  const title = `${words[action]} ${ids.length === 1 ? 'this link' : links(open.links)}`
  const content = html`<h2>${title}?</h2>
<ul>
${named(fileName, ids.length, open.links)}
<li>${worth(campaign, open)}</li>
<li>${effect(action, open.links === 1)}</li>
</ul>
${references(ids)}
<form method="post" action="${path}/change-sure?csrf=${page.csrfToken}" enctype="multipart/form-data">
<input type="hidden" name="count" value="${ids.length}">
${slices(ids).map((slice, index) => html`<input type="hidden" name="ids-${index}" value="${slice.join(' ')}">`)}
${fromLink && html`<input type="hidden" name="from" value="link">`}
<p class="links-buttons"><button class="button primary danger" type="submit" name="action" value="${action}">${title}</button>
<a class="small-button" href="${back}">No, go back</a></p></form>`
  return campaignLayout(page, campaign, 'links', linksPage(content))
}

/** Some 80 kB in a field, because longer ones are cut off. */
const fieldIds = 3_000

function slices(ids: readonly string[]): ReadonlyArray<readonly string[]> {
  const count = Math.ceil(ids.length / fieldIds)
  return Array.from({ length: count }, (_, index) => ids.slice(index * fieldIds, (index + 1) * fieldIds))
}

function named(fileName: string | null, all: number, open: number): Html | null {
  const left = all - open
  if (fileName === null && left === 0) return null
  const source =
    fileName === null ? `You chose ${links(all)}.` : html`The file “${fileName}” names ${links(all)}.`
  const rest =
    left > 0 &&
    ` ${formatCount(english, left)} of them ${left === 1 ? 'is' : 'are'} claimed, revoked or not live, and ${left === 1 ? 'stays' : 'stay'} as ${left === 1 ? 'it is' : 'they are'}.`
  return html`<li>${source}${rest}</li>`
}

function worth({ currency }: Campaign, open: Open): string {
  const money = formatMoney(english, { amountMinor: open.totalMinor, currency })
  return `${links(open.links)} that nobody has claimed, worth ${money}.`
}

/** As many as fit on a page. */
const shownReferences = 50

function references(ids: readonly string[]): Html {
  const more = ids.length - shownReferences
  return html`<ul class="references">${ids.slice(0, shownReferences).map(id => html`<li>${reference(id)}</li>`)}</ul>
${more > 0 && html`<p>And ${formatCount(english, more)} more.</p>`}`
}

export function showWithdrawal(page: AdminPage, campaign: Campaign, batch: LinkBatch, open: Open): string {
  const path = `/admin/campaigns/${campaign.id}/links/batches/${batch.id}`
  const content = html`<h2>Withdraw batch ${batch.id}?</h2>
<ul>
<li>${open.links === 0 ? 'Nobody can claim one of its links now.' : worth(campaign, open)}</li>
<li>Every link of it that nobody has claimed becomes worthless, for good. Whoever has claimed keeps the reward.</li>
</ul>
<form method="post" action="${path}/withdraw">${csrf(page)}
<input type="hidden" name="sure" value="yes">
<p class="links-buttons"><button class="button primary danger" type="submit">Withdraw ${batch.id}</button>
<a class="small-button" href="${path}">No, go back</a></p></form>`
  return campaignLayout(page, campaign, 'links', linksPage(content))
}
