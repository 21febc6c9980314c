/** How far the links of a campaign got, and what each number means. */
import type { Funnel } from '../../src/domain/watch.ts'
import { type Html, html } from '../html.ts'
import { formatCount, locales } from '../locale.ts'

const [english] = locales

type Step = readonly [name: keyof Funnel, text: string, meaning: string]

const steps: readonly Step[] = [
  ['issued', 'Issued', 'All links but rehearsals.'],
  [
    'machines',
    'Opened by machines',
    'Mail scanners, link previews and whatever fetches ahead. Nobody has seen the page.',
  ],
  [
    'browsers',
    'Opened in a browser',
    'It looked like somebody’s browser. Some scanners look like that too, so nobody knows who it was.',
  ],
  [
    'people',
    'Opened by people',
    'Amazon sent them back to us, signed in or after they cancelled. Only people get that far.',
  ],
  ['signedIn', 'Signed in', 'With an Amazon account.'],
  ['claimed', 'Claimed', 'They pressed the button; from then on we owe them the money.'],
  ['deposited', 'Deposited', 'Amazon has added it to their balance.'],
]

const ends: readonly Step[] = [
  ['deposited', 'Deposited', 'In the recipients’ balances.'],
  ['waiting', 'Waiting', 'Claimed; sent as soon as it is their turn.'],
  ['review', 'In review', 'Amazon’s answers contradict each other: a person decides.'],
  ['refused', 'Refused', 'Amazon said no; the money went back into the budget.'],
  ['unclaimed', 'Unclaimed', 'Can still be claimed, while the campaign lets them.'],
  ['paused', 'Paused', 'Cannot be claimed until somebody resumes them.'],
  ['expired', 'Expired', 'Not claimed in time.'],
  ['revoked', 'Revoked', 'Taken back, or replaced by another link.'],
]

export function funnelTable(funnel: Funnel): Html {
  return stepTable('Links, and how far they got', funnel, steps)
}

/** Where each issued link is now; the rows add up to all of them. */
export function endsTable(funnel: Funnel): Html {
  return stepTable('Links, and where each is now', funnel, ends)
}

function stepTable(caption: string, funnel: Funnel, rows: readonly Step[]): Html {
  return html`<table class="steps"><caption class="spoken">${caption}</caption>
<thead class="spoken"><tr><th scope="col">Step</th><th scope="col">Links</th><th scope="col">Share of issued</th></tr></thead>
<tbody>${rows.map(step => row(funnel, step))}</tbody></table>`
}

function row(funnel: Funnel, [name, text, meaning]: Step): Html {
  const part = funnel.issued === 0 ? 0 : funnel[name] / funnel.issued
  return html`<tr><th scope="row">${text} <small>${meaning}</small>${bar(part)}</th>
<td class="number">${formatCount(english, funnel[name])}</td><td class="share">${percent(part)}</td></tr>`
}

function bar(part: number): Html {
  const width = Math.round(part * 1_000) / 10
  return html`<svg class="share-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect class="all" width="100" height="1"/><rect width="${width}" height="1"/></svg>`
}

/** What is there is never rounded to nothing, and what is not whole never to all. */
function percent(part: number): string {
  if (part > 0 && part < 0.01) return '< 1 %'
  if (part > 0.99 && part < 1) return '> 99 %'
  return `${Math.round(part * 100)} %`
}
