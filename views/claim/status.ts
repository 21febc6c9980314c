/** Where the money is: one block per state, each with what happened and what to do next. */
import type { DepositState } from '../../src/domain/deposit.ts'
import type { Wait } from '../../src/domain/queue.ts'
import type { ClaimFacts } from '../claim-facts.ts'
import { type SignInLink, signInButton } from '../claim-link/show.ts'
import { type Html, html } from '../html.ts'
import { externalLink, facts, layout, type Page } from '../layout.ts'
import {
  formatCount,
  formatMoney,
  formatTime,
  formatTimeLeft,
  type Locale,
  type Messages,
  pluralOf,
} from '../locale.ts'

export type Status = ClaimFacts & {
  readonly state: DepositState | 'rehearsed'
  /** What one who waits is told; null where nobody waits. */
  readonly wait: Wait | null
  /** Somebody else's claim: the visitor is signed in with a different account. */
  readonly byOther: boolean
  /** The visitor is signed in with the account that claimed. */
  readonly own: boolean
  readonly decidedAt: Date | null
  readonly timeZone: string
  readonly selfPath: string
  /** The visitor may try another account, after signing in where nobody is. */
  readonly retry: Retry | SignInLink | null
}

/** The form by which the recipient who claimed asks for another account. */
export type Retry = { readonly retryPath: string; readonly csrfToken: string }

export function showStatus(page: Page, status: Status): string {
  const { title, body } = blocks(page, status)
  return layout(page, title, html`<h1>${title}</h1>${body}`)
}

type Block = { readonly title: string; readonly body: Html }

function blocks(page: Page, status: Status): Block {
  if (status.byOther) return other(page, status)
  switch (status.state) {
    case 'pending':
    case 'sending':
      return waiting(page, status)
    case 'deposited':
      return deposited(page, status)
    case 'refused':
      return refused(page, status)
    case 'review':
      return review(page, status)
    case 'rehearsed':
      return rehearsed(page, status)
    default:
      return status.state satisfies never
  }
}

function waiting({ locale }: Page, { money, wait, selfPath }: Status): Block {
  const words = locale.messages.status
  return {
    title: words.waitingTitle,
    body: html`<p>${words.waiting(formatMoney(locale, money))}</p>
${wait && waitWords(locale, wait)}
<p>${words.waitingReturn} <a href="${selfPath}">${words.refresh}</a></p>`,
  }
}

/** On hold and on the way no time is promised, because nobody knows it. */
function waitWords(locale: Locale, wait: Wait): Html | null {
  const words = locale.messages.status
  switch (wait.kind) {
    case 'in-line':
      return html`<p class="wait">${wait.before === 0 ? words.first : inLine(locale, wait)}</p>`
    case 'held':
      return html`<p>${words.held}</p>`
    case 'sending':
      return html`<p class="wait">${words.sending}</p>`
    case 'again':
      return html`<p>${words.again}</p>`
    case 'unknown':
      return null
    default:
      return wait satisfies never
  }
}

function inLine(locale: Locale, { before, leftMs }: Extract<Wait, { kind: 'in-line' }>): string {
  const words = pluralOf(locale, locale.messages.status.inLine, before)
  return words(formatTimeLeft(locale, leftMs), formatCount(locale, before))
}

function deposited(page: Page, { money, own, decidedAt, timeZone, balanceUrl }: Status): Block {
  const { locale } = page
  const words = locale.messages.status
  const amount = formatMoney(locale, money)
  return {
    title: words.depositedTitle(amount),
    body: html`<p class="good">${own ? words.deposited(amount) : words.depositedAnyone(amount)}</p>
${facts([decidedAt && [words.when, formatTime(locale, decidedAt, timeZone)]])}
${own && html`<p>${words.next}</p><p class="action">${externalLink(page, balanceUrl, words.seeBalance, 'button')}</p>`}`,
  }
}

function refused({ locale }: Page, { money, senderName, retry }: Status): Block {
  const words = locale.messages.status
  const next = retry ? retryOffer(words, retry) : html`<p>${words.refusedNext(senderName)}</p>`
  return {
    title: words.refusedTitle,
    body: html`<p>${words.refused(formatMoney(locale, money))}</p>${next}`,
  }
}

function retryOffer(words: Messages['status'], retry: Retry | SignInLink): Html {
  if ('signInPath' in retry)
    return html`<p>${words.refusedSignIn}</p><p class="action">${signInButton(retry)}</p>`
  return html`<p>${words.refusedRetry}</p>
<form class="action" method="post" action="${retry.retryPath}">
<input type="hidden" name="csrf" value="${retry.csrfToken}">
<button class="button" type="submit">${words.retry}</button>
</form>`
}

function review(page: Page, { money, own, balanceUrl }: Status): Block {
  const { locale } = page
  const words = locale.messages.status
  return {
    title: words.reviewTitle,
    body: html`<p>${words.review(formatMoney(locale, money))}</p><p>${words.reviewNext}</p>
${own && html`<p>${externalLink(page, balanceUrl, words.seeBalance)}</p>`}`,
  }
}

function other({ locale }: Page, { senderName }: Status): Block {
  const words = locale.messages.status
  return { title: words.otherTitle, body: html`<p>${words.other}</p><p>${words.otherNext(senderName)}</p>` }
}

function rehearsed({ locale }: Page, { money }: Status): Block {
  const words = locale.messages.status
  return {
    title: words.rehearsalTitle(formatMoney(locale, money)),
    body: html`<p class="good">${words.rehearsal}</p>`,
  }
}
