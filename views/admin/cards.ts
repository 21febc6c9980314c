/** Cards on paper: eight to a page or one, laid out by the stylesheet for print; on a screen, what the paper will show. */
import { type Card, type CardOffer, claimCard } from '../embed/card.ts'
import { type Html, html } from '../html.ts'
import type { Locale } from '../locale.ts'
import { type AdminPage, adminLayout } from './layout.ts'

export type CardSheets = CardOffer & {
  readonly perPage: 1 | 8
  readonly cards: readonly Card[]
}

export function showCards(page: AdminPage, locale: Locale, sheets: CardSheets): string {
  const { cards, perPage, campaign } = sheets
  const pages = Math.ceil(cards.length / perPage)
  const content = html`<div class="no-print">
<h1>${cards.length === 1 ? 'One card' : `${cards.length} cards`} for ${campaign.senderName}</h1>
<p>Print with Ctrl+P, or Cmd+P on a Mac: A4 or Letter, upright, at 100 %, ${pages === 1 ? 'one page' : `${pages} pages`}. Cut along the corner marks. Each card is worth money to whoever holds it, so close this page when you are done.</p>
<p><a href="/admin/campaigns/${campaign.id}/embed/qr">Back to QR codes and cards</a></p>
</div>
${Array.from({ length: pages }, (_, index) => sheet(locale, sheets, index))}`
  return adminLayout(page, 'Cards', content)
}

function sheet(locale: Locale, sheets: CardSheets, index: number): Html {
  const { cards, perPage } = sheets
  const own = cards.slice(index * perPage, (index + 1) * perPage)
  return html`<section class="sheet ${perPage === 1 ? 'single' : 'eight'}" aria-label="Page ${index + 1}">${own.map(card => claimCard(locale, sheets, card))}</section>`
}
