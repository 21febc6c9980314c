/**
 * A claim link as it goes into a mail: a button that survives old mail programs (a table cell with its own colour, no
 * image, no script) and a plain-text twin.
 */
import type { Money } from '../../src/domain/money.ts'
import { type Html, html } from '../html.ts'
import { textOn } from '../layout.ts'
import { formatMoney, type Locale } from '../locale.ts'

export type EmailButton = {
  /** The claim URL; as `Html` where a mail system makes it, in the system's own characters. */
  readonly claimUrl: string | Html
  readonly color: string
  /** Null where each link has its own. */
  readonly money: Money | null
  /** Of the page "Is this real?". */
  readonly realUrl: string
}

const font = 'font-family:Arial,Helvetica,sans-serif'

/** 52 px high. Outlook takes the cell's padding, everything else that of the link, so that all of it can be pressed. */
export function emailButton(locale: Locale, { claimUrl, color, money, realUrl }: EmailButton): string {
  const { real } = locale.messages.email
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
<td align="center" bgcolor="${color}" style="border-radius:8px;background-color:${color};mso-padding-alt:14px 28px">
<a href="${claimUrl}" target="_blank" style="display:inline-block;padding:14px 28px;${font};font-size:17px;font-weight:bold;line-height:22px;color:${textOn(color)};text-decoration:none;border:1px solid ${textOn(color)};border-radius:8px">${claimLabel(locale, money)}</a>
</td></tr></table>
<p style="${font};font-size:13px;line-height:19px">${real} <a href="${realUrl}" target="_blank">${new URL(realUrl).host}</a></p>`
    .text
}

export function emailText(
  locale: Locale,
  { claimUrl, money }: Pick<EmailButton, 'claimUrl' | 'money'>,
): string {
  return `${claimLabel(locale, money)}:\n${claimUrl}`
}

/** What a press does, in words that make sense on their own. */
export function claimLabel(locale: Locale, money: Money | null): string {
  const words = locale.messages.email
  return money === null ? words.claimReward : words.claim(formatMoney(locale, money))
}
