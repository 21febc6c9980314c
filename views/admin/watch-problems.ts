/** What is wrong with a campaign, and what to do about it. */
import { reference } from '../../src/domain/claim-link.ts'
import type { LinkBatch } from '../../src/domain/link-batch.ts'
import type { ProblemKind } from '../../src/domain/merge-tag.ts'
import type { CampaignFigures } from '../../src/domain/watch.ts'
import { type Html, html } from '../html.ts'
import { formatCount, formatMoney, formatTime, locales, pluralOf } from '../locale.ts'
import { holdWords } from '../operator/hold.ts'
import { refusalWords } from '../operator/refusal.ts'
import { openStep } from './batch-standing.ts'
import type { ShownQueue } from './watch-queue.ts'

const [english] = locales

export type ShownWatch = CampaignFigures & {
  readonly queue: ShownQueue
  /** Orders of links that wait for somebody. */
  readonly openBatches: readonly LinkBatch[]
  /** The viewer can end holds. */
  readonly mayRelease: boolean
}

type Problem = { readonly what: string; readonly todo: Html | string }

/** The list, the gravest first; says so where there is nothing. */
export function problemList(watch: ShownWatch): Html {
  const found = [...ofMoney(watch), ...ofHolds(watch), ...ofDeposits(watch), ...ofLinks(watch)]
  if (found.length === 0) return html`<p class="good">Nothing: all is well.</p>`
  return html`<ul class="problems">${found.map(
    ({ what, todo }) => html`<li><strong>${what}</strong> ${todo}</li>`,
  )}</ul>`
}

function ofMoney({ money: { addsUp, beyond }, campaign: { id, currency } }: ShownWatch): Problem[] {
  const worth = formatMoney(english, { amountMinor: beyond, currency })
  return [
    ...(addsUp
      ? []
      : [
          {
            what: 'The budget does not add up.',
            todo: 'What was granted differs from what was spent and reserved. Tell an operator: “export” and “verify” show where.',
          },
        ]),
    ...(beyond > 0
      ? [
          {
            what: `The unclaimed links are worth ${worth} more than the budget has left.`,
            todo: html`The last to claim get nothing. Raise the budget, or revoke <a href="/admin/campaigns/${id}/links">links</a> that nobody needs.`,
          },
        ]
      : []),
  ]
}

function ofHolds({ campaign, mayRelease, queue: { account } }: ShownWatch): Problem[] {
  const { id, heldSince, timeZone, state } = campaign
  const words = account.holdReason && holdWords(account.holdReason, 'an operator releases it')
  return [
    ...(state === 'paused'
      ? [
          {
            what: 'The campaign is paused: nobody can claim.',
            todo: 'What was claimed before is still sent. Press “Resume” once people may claim again.',
          },
        ]
      : []),
    ...(heldSince
      ? [
          {
            what: `The campaign is on hold since ${formatTime(english, heldSince, timeZone)}: nothing of it is sent.`,
            todo: html`People go on claiming, and read that their claim is safe. ${mayRelease ? html`<a href="/admin/campaigns/${id}/release">Release it</a>` : 'An operator ends it.'}`,
          },
        ]
      : []),
    ...(words
      ? [
          {
            what: `The partner account “${account.name}” is on hold: ${words.why}`,
            todo: html`People go on claiming, and read that their claim is safe. To do: ${words.todo}${mayRelease && html` <a href="/admin/accounts/${encodeURIComponent(account.name)}/release">Release it</a>`}`,
          },
        ]
      : []),
  ]
}

function ofDeposits({ campaign: { id }, reviews, funnel, refusals }: ShownWatch): Problem[] {
  const links = reviews.map(
    (link, index) => html`${index > 0 && ', '}<a href="/admin/links/${link}">${reference(link)}</a>`,
  )
  const refused = refusals.map(({ reason, count }) => {
    const { why, todo } = refusalWords(reason)
    return {
      what: `${formatCount(english, count)} refused (${reason}): ${why}`,
      todo: html`${todo} <a href="/admin/campaigns/${id}/report?format=csv&amp;state=refused">Which ones</a>`,
    }
  })
  return [
    ...(funnel.review > 0
      ? [
          {
            what: `${formatCount(english, funnel.review)} in review: a person must find out whether Amazon paid.`,
            todo: html`The story of each says what to ask Amazon: ${links}${funnel.review > reviews.length && ' and more'}.`,
          },
        ]
      : []),
    ...refused,
  ]
}

const brokenWords: Readonly<Record<ProblemKind, string>> = {
  'unreplaced-tag': 'of links in which a mail system had left its own tag standing',
  'empty-token': 'of links from which the claim token was missing',
}

function ofLinks({ campaign: { id, timeZone }, broken, openBatches }: ShownWatch): Problem[] {
  const waiting = openBatches.map(batch => ({
    what: batch.deliveredAt
      ? `Nobody has said that the newest file of batch ${batch.id} arrived.`
      : `The links of batch ${batch.id} were ordered, and their file was not downloaded.`,
    todo: html`Nobody can claim them before: <a href="/admin/campaigns/${id}/links/batches/${batch.id}">${openStep(batch)}</a>.`,
  }))
  const seen = broken.map(({ kind, count, lastAt }) => ({
    what: `${counted(count, { one: 'visit', other: 'visits' })} ${brokenWords[kind]}; the last ${formatTime(english, lastAt, timeZone)}.`,
    todo: html`Whoever it was read that the link is incomplete; some may be scanners that look like browsers. Correct the mail with the snippets of <a href="/admin/campaigns/${id}/embed">Embed</a>, and send it again.`,
  }))
  return [...waiting, ...seen]
}

function counted(number: number, words: { readonly one: string; readonly other: string }): string {
  return `${formatCount(english, number)} ${pluralOf(english, words, number)}`
}
