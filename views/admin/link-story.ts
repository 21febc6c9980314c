/** The page of one claim link: its story in plain words, whoever opened it, and what may be done about it. */
import { type Campaign, nameOf } from '../../src/domain/campaign.ts'
import { type ClaimLink, deadlineOf, reference } from '../../src/domain/claim-link.ts'
import type { LinkState } from '../../src/domain/link-state.ts'
import { type Html, html } from '../html.ts'
import { formatDeadline, formatMoney, formatTime, locales } from '../locale.ts'
import { amazonMail, type Question } from '../operator/amazon-mail.ts'
import type { Happened } from '../operator/deposit-history.ts'
import type { Story } from '../operator/deposit-story.ts'
import { copyable } from './copy.ts'
import { type AdminPage, adminLayout, csrf } from './layout.ts'
import { changesForm, type LinkPress } from './link-change.ts'
import { personSection } from './link-person.ts'
import { linkStateWords } from './link-state.ts'
import { type ShownVisits, visitTable } from './link-visits.ts'
import { type Review, reviewForm } from './review.ts'

const [english] = locales

export type ShownLink = {
  readonly link: ClaimLink
  readonly state: LinkState
  readonly campaign: Campaign
  readonly story: Story
  readonly visits: ShownVisits | undefined
  readonly successor: string | null
  /** What to ask Amazon; null while there is nothing to ask. */
  readonly question: Question | null
  /** What this member may do now, of what can be done. */
  readonly actions: readonly LinkAction[]
  /** Presses that change the link itself, as those of the list do. */
  readonly changes: readonly LinkPress[]
  /** What this member may decide; null where there is nothing to. */
  readonly review: Review | null
  /** Pages on which this member can end what holds the deposit. */
  readonly releases: ReadonlyArray<readonly [address: string, text: string]>
  /** Whether this member answers recipients who ask what is stored about them. */
  readonly answersPeople: boolean
}

export type LinkAction = 'another-account' | 'send-now'

const actionWords: Readonly<Record<LinkAction, readonly [button: string, effect: string]>> = {
  'another-account': [
    'Let them use another account',
    'The recipient opens the same link again and signs in with another Amazon account. The amount is taken from the budget again.',
  ],
  'send-now': [
    'Send it now',
    'It does not wait for its next try. Amazon gets the same request id, so it is never paid twice.',
  ],
}

/** `problem` is why the last press did nothing. */
export function showLinkStory(page: AdminPage, shown: ShownLink, problem: string | null): string {
  const { link, state, story, question, actions, visits, campaign, answersPeople } = shown
  const named = reference(link.id)
  const content = html`<h1>Link ${named} <span class="state ${state}">${linkStateWords[state]}</span></h1>
${problem && html`<p class="notice problem" role="alert">${problem}</p>`}
${linkFacts(shown)}
<h2>Where it stands</h2>
<p class="where">${story.where}</p>
<ul>${story.next.map(line => html`<li>${line}</li>`)}</ul>
${shown.releases.map(([address, text]) => html`<p><a class="small-button" href="${address}">${text}</a></p>`)}
${actions.map(action => form(page, link, action))}
${shown.review && reviewForm(page, link.id, shown.review)}
${changesForm(page, shown)}
<h2>What happened</h2>
${history(story.happened, campaign)}
<h2>Who opened it</h2>
${visitTable(visits, campaign.timeZone)}
${
  question &&
  html`<h2>The question to Amazon</h2>
<p>A mail that only has to be sent. It names no recipient.</p>
${copyable('question', 'Mail to Amazon', amazonMail(question))}`
}
${answersPeople && personSection(page, link)}`
  return adminLayout(page, `Link ${named}`, content)
}

function linkFacts({ link, campaign, successor }: ShownLink): Html {
  const { externalId, rehearsal, mockCode, replacesId, createdAt } = link
  const rows: ReadonlyArray<readonly [string, Html | string] | null> = [
    externalId === null ? null : ['Recipient', externalId],
    ['Campaign', html`<a href="/admin/campaigns/${campaign.id}">${nameOf(campaign)}</a>`],
    ['Amount', formatMoney(english, link)],
    ['Claim by', formatDeadline(english, deadlineOf(link, campaign), campaign.timeZone)],
    ['Issued', formatTime(english, createdAt, campaign.timeZone)],
    rehearsal ? ['Kind', 'rehearsal: it walks every page and can never deposit'] : null,
    mockCode === null ? null : ['Kind', `scenario ${mockCode}`],
    replacesId === null ? null : ['In the place of', linkTo(replacesId)],
    successor === null ? null : ['Goes on as', linkTo(successor)],
  ]
  const shown = rows.filter(row => row !== null)
  return html`<dl>${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

function linkTo(id: string): Html {
  return html`<a href="/admin/links/${id}">${reference(id)}</a>`
}

function form(page: AdminPage, { id }: ClaimLink, action: LinkAction): Html {
  const [button, effect] = actionWords[action]
  return html`<form class="deed" method="post" action="/admin/links/${id}/${action}">
${csrf(page)}<button class="small-button" type="submit">${button}</button> <span class="hint">${effect}</span>
</form>`
}

function history(happened: readonly Happened[], { timeZone }: Campaign): Html {
  return html`<ol class="history">${happened.map(
    ({ at, text }) =>
      html`<li><time datetime="${at.toISOString()}">${formatTime(english, at, timeZone)}</time> ${text}</li>`,
  )}</ol>`
}
