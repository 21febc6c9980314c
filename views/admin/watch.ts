/** What happens in a campaign: the page that somebody looks at all day. Its parts marked `data-live` are swapped by the script. */
import type { Source } from '../../src/domain/watch.ts'
import { type Html, html } from '../html.ts'
import { formatCount, formatMoney, formatSecond, locales } from '../locale.ts'
import { campaignLayout } from './campaign-layout.ts'
import { claimsChart } from './claims-chart.ts'
import { findForm } from './find.ts'
import type { AdminPage } from './layout.ts'
import { reportForm } from './report.ts'
import { endsTable, funnelTable } from './watch-funnel.ts'
import { moneyTable } from './watch-money.ts'
import { problemList, type ShownWatch } from './watch-problems.ts'
import { queueFacts } from './watch-queue.ts'

const [english] = locales

export type Again = {
  /** How often the page looks again by itself; null when it was told to stop, or has done so for long enough. */
  readonly everySeconds: number | null
  /** Of the page that looks no more by itself. */
  readonly stopAddress: string
}

export function showWatch(page: AdminPage, watch: ShownWatch, again: Again): string {
  const { everySeconds } = again
  const { campaign, funnel, money, bars, unit, sources, queue } = watch
  const { timeZone, currency } = campaign
  const content = html`<div class="watch"${everySeconds !== null && html` data-every="${everySeconds}"`}>
<p class="as-of" id="as-of" data-live>${asOf(watch, again)}</p>
<p class="spoken" id="news" role="status"></p>
${part('tiles', null, tiles(watch))}
${part('problems', 'What needs somebody', problemList(watch))}
<div class="columns">
${part('funnel', 'How far the links got', html`${funnelTable(funnel)}`)}
<div>
${part('money', 'Money', moneyTable(money, currency, queue.closed))}
${part('queue', 'Queue', queueFacts(queue))}
</div>
</div>
${part('chart', 'Claims over time', claimsChart({ bars, unit, timeZone }))}
<div class="columns">
${part('ends', 'Where each link is now', endsTable(funnel))}
<div>
${part('sources', 'Where they came from', sourceTable(sources))}
<section><h2>Find one link</h2>${findForm(page, '')}</section>
</div>
</div>
<section><h2>Report</h2>${reportForm(campaign)}</section>
</div>`
  return campaignLayout(page, campaign, 'watch', content)
}

function part(name: string, title: string | null, content: Html): Html {
  return html`<section id="${name}" data-live${title && html` aria-labelledby="${name}-title"`}>
${title && html`<h2 id="${name}-title">${title}</h2>`}
${content}
</section>`
}

function asOf({ at, campaign: { id, timeZone } }: ShownWatch, { everySeconds, stopAddress }: Again): Html {
  const time = formatSecond(english, at, timeZone)
  return everySeconds === null
    ? html`As of ${time}. It no longer looks again by itself. <a href="/admin/campaigns/${id}">Go on</a>`
    : html`As of ${time}; looks again by itself every ${everySeconds} seconds. <a id="stop" href="${stopAddress}">Stop</a>`
}

/** What everybody asks first. */
function tiles({ funnel, money, campaign: { currency } }: ShownWatch): Html {
  const shown = (amountMinor: number) => formatMoney(english, { amountMinor, currency })
  const count = (number: number) => formatCount(english, number)
  const rows = [
    ['Opened by people', count(funnel.people), `of ${count(funnel.issued)} issued`],
    ['Claimed', count(funnel.claimed), `${count(funnel.waiting)} waiting`],
    ['Deposited', count(funnel.deposited), `${count(funnel.refused)} refused`],
    ['Spent', shown(money.spent), `of ${shown(money.budget)}`],
  ] as const
  return html`<dl class="tiles">${rows.map(
    ([name, value, beside]) => html`<div><dt>${name}</dt><dd>${value} <small>${beside}</small></dd></div>`,
  )}</dl>`
}

function sourceTable(sources: readonly Source[]): Html {
  if (sources.length === 0) return html`<p>No link was opened yet.</p>`
  const count = (number: number) => html`<td>${formatCount(english, number)}</td>`
  return html`<p class="small">By utm_source and utm_medium in the address of a link’s first visit; other words than those of the embed kit are not kept.</p>
<section class="scrolls" id="sources-scrolls" tabindex="0" aria-label="Sources"><table class="numbers">
<thead><tr><th scope="col">Source</th><th scope="col">People</th><th scope="col">In a browser</th><th scope="col">Machines</th></tr></thead>
<tbody>${sources.map(
    ({ source, medium, people, browsers, machines }) =>
      html`<tr><th scope="row">${[source, medium].filter(Boolean).join(' / ') || 'not said'}</th>${[people, browsers, machines].map(count)}</tr>`,
  )}</tbody></table></section>`
}
