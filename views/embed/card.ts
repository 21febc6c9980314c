/** A card to hand out: what it is worth, the code, the address for those who cannot scan, three steps, whom to ask. */
import type { Campaign } from '../../src/domain/campaign.ts'
import { type ClaimLink, deadlineOf } from '../../src/domain/claim-link.ts'
import { type Html, html } from '../html.ts'
import { formatDeadline, type Locale } from '../locale.ts'
import { claimLabel } from './email-button.ts'

export type Card = Pick<ClaimLink, 'amountMinor' | 'expiresAt'> & {
  /** Whose it is, for whoever hands the cards out. */
  readonly name: string
  readonly claimUrl: string
  /** The QR code, an SVG document. */
  readonly code: Html
}

export type CardOffer = {
  readonly campaign: Campaign
  readonly realUrl: string
  /** No money moves here, and the card says so. */
  readonly test: boolean
}

/** Cut marks are drawn: browsers print no backgrounds unless they are told to. */
const marks = html`<svg class="marks" viewBox="0 0 95 64" preserveAspectRatio="none" aria-hidden="true" focusable="false"><path fill="none" stroke="#000000" stroke-width="0.2" d="M0 4V0H4M91 0H95V4M95 60V64H91M4 64H0V60"/></svg>`

export function claimCard(locale: Locale, offer: CardOffer, card: Card): Html {
  const { campaign, realUrl, test } = offer
  const { senderName, currency, timeZone, supportContact } = campaign
  const { name, claimUrl, code, amountMinor } = card
  const words = locale.messages.card
  return html`<article class="card" lang="${locale.tag}" dir="${locale.direction}">
${marks}
<div class="code" role="img" aria-label="${words.code}">${code}</div>
<p class="from">${senderName}${test && html` · ${locale.messages.layout.test}`}</p>
<h2>${claimLabel(locale, { amountMinor, currency })}</h2>
<ol>${words.steps.map(step => html`<li>${step}</li>`)}</ol>
<p class="type">${words.type} <span class="address">${withoutScheme(claimUrl)}</span></p>
<p class="fine">${words.until(formatDeadline(locale, deadlineOf(card, campaign), timeZone))} ${words.ask} ${withoutScheme(supportContact)}. ${words.real} ${withoutScheme(realUrl)}</p>
<p class="name">${name}</p>
</article>`
}

/** People type addresses without it, and browsers put it in. */
function withoutScheme(address: string): string {
  return address.replace(/^https?:\/\//, '')
}
