/** What a marketer pastes: one button and one text for everybody, in which the mail system puts each person's link. */
import { type Campaign, realPath } from '../../src/domain/campaign.ts'
import type { Money } from '../../src/domain/money.ts'
import { utmQuery } from '../../src/domain/utm.ts'
import { Html, html } from '../html.ts'
import { textOn } from '../layout.ts'
import type { Locale } from '../locale.ts'
import { claimLabel, emailButton, emailText } from './email-button.ts'
import { type MailSystem, type MailSystemName, mailSystems } from './mail-systems.ts'

export type Offer = {
  readonly campaignId: string
  readonly color: string
  /** Null where each link has its own. */
  readonly money: Money | null
  readonly publicUrl: string
  readonly realUrl: string
}

/** `publicUrl` is that of the service; `amountMinor` is what every link is worth, null where they differ. */
export function offerOf(publicUrl: string, campaign: Campaign, amountMinor: number | null): Offer {
  const { id, brandColor, currency } = campaign
  return {
    campaignId: id,
    color: brandColor,
    money: amountMinor === null ? null : { amountMinor, currency },
    publicUrl,
    realUrl: publicUrl + realPath(campaign),
  }
}

export type Snippet = { readonly html: string; readonly text: string }

export function mailSnippet(locale: Locale, offer: Offer, name: MailSystemName): Snippet {
  const system: MailSystem = mailSystems[name]
  const query = utmQuery(system.source, 'email', offer.campaignId)
  const plain = `${addressUpToQuery(system, offer)}?${query}`
  const { real } = locale.messages.email
  return {
    html: emailButton(locale, { ...offer, claimUrl: hrefOf(system, query, plain) }),
    text: `${emailText(locale, { ...offer, claimUrl: plain })}\n\n${real}\n${offer.realUrl}`,
  }
}

/** A link for a page that knows who reads it, such as a portal after its sign-in. */
export function webSnippet(locale: Locale, { campaignId, color, money, publicUrl }: Offer): string {
  const query = utmQuery('website', 'web', campaignId)
  const href = new Html(`${publicUrl}/c/${mailSystems.html.tag}?${query.replaceAll('&', '&amp;')}`)
  return html`<a href="${href}" target="_blank" rel="noopener noreferrer" style="display:inline-block;padding:12px 24px;font:bold 17px/22px system-ui,sans-serif;color:${textOn(color)};background-color:${color};text-decoration:none;border:1px solid ${textOn(color)};border-radius:8px">${claimLabel(locale, money)}</a>`
    .text
}

function addressUpToQuery({ column, tag }: MailSystem, { publicUrl }: Offer): string {
  return column === 'claim_token' ? `${publicUrl}/c/${tag}` : tag
}

/** A tag is read by its mail system before anybody takes it for HTML: escaping its quotes would break it. */
function hrefOf({ href }: MailSystem, query: string, plain: string): Html {
  return new Html(href ? href(query) : plain.replaceAll('&', '&amp;'))
}
